/*
 * words -- what the enumerations are called in ledgers: the codes of the SQL checks.
 *
 * Never translated; views have the Chinese.  0, "not said", is the empty text, where the list below
 * does not say otherwise.  The texts live as long as the program.
 */
#ifndef SHOUWEN_CORE_WORDS_H
#define SHOUWEN_CORE_WORDS_H

#include "core/alert.h"
#include "core/life.h"
#include "core/policy.h"

struct str word_precision(enum precision precision);
struct str word_channel(enum channel channel);
struct str word_category(enum category category); /* 0 is "unclassified" */
struct str word_answer(enum answer answer);
struct str word_satisfaction(enum satisfaction satisfaction);
struct str word_callback_outcome(enum callback_outcome outcome);
struct str word_finding(enum finding finding);
struct str word_status(enum life_status status);
struct str word_entry(enum entry entry);
struct str word_handling(enum handling handling);
struct str word_text_field(enum text_field field);
struct str word_inspection_mode(enum inspection_mode mode);
struct str word_training_mode(enum training_mode mode);
struct str word_organiser(enum organiser organiser);

struct str word_policy_scope(enum policy_scope scope);
struct str word_rung_level(enum rung_level level);
struct str word_recipient(enum recipient recipient);
struct str word_clear_reason(enum clear_reason reason);

/* A set of checkers, of parts of evidence, of ways of training, of flags, of recipients, joined by
 * ',' in the order of their lists.  More than one member is written into the arena: false when that
 * is full. */
bool words_checkers(uint32_t checkers, struct arena *arena, struct str *text_out);
bool words_evidence_parts(uint32_t parts, struct arena *arena, struct str *text_out);
bool words_training_modes(uint32_t modes, struct arena *arena, struct str *text_out);
bool words_flags(uint64_t flags, struct arena *arena, struct str *text_out);
bool words_recipients(uint32_t recipients, struct arena *arena, struct str *text_out);
bool words_alert_flags(uint32_t flags, struct arena *arena, struct str *text_out);

#endif
