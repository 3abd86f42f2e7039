/*
 * form -- the registration form (首问责任制登记表) of one case in one book: which fact stands in
 * which field.
 *
 * Codes, times and ticks only: names, words and texts are the printer's, to whom a text is named by
 * its event and field.  What the ledgers' rows say of a whole case is said here by the same row.
 * Pure; everything is in the arena or borrowed from the life.
 */
#ifndef SHOUWEN_CORE_FORM_H
#define SHOUWEN_CORE_FORM_H

#include "core/case_row.h"
#include "core/life.h"

/* The texts that have a field of their own. */
enum form_text_place {
    FORM_CHANNEL,  /* what 其他 of 首问方式 is */
    FORM_CATEGORY, /* what 其他 of 首问类别 is */
    FORM_CONTENT,
    FORM_RESULT,
    FORM_SECTION_HEAD,
    FORM_LEADER,
    FORM_TEXTS_COUNT
};

/* Where a text is to be found; field 0: there is none. */
struct form_text {
    struct uuid event_id;
    enum text_field field;
};

/* What 备注 says, in this order; `event` is there where a fact is meant. */
enum form_note_kind {
    FORM_NOTE_RECEIVER,        /* another unit's book: the case's own 首问责任人 */
    FORM_NOTE_FIRST_COMPLETED, /* of a redo: the first completion, event */
    FORM_NOTE_FIRST_RATED,     /* of a redo: the first rating that counts, where the last differs */
    FORM_NOTE_ON_BEHALF,       /* the last completion records an outside unit's answer, event */
    FORM_NOTE_EVENT,           /* an event that 备注 tells */
    FORM_NOTE_TEXT,            /* only its text is told */
    FORM_NOTE_MORE,            /* there were more than FORM_NOTES_MAX: `count` */
    FORM_NOTE_MOCK_VISIT,
    FORM_NOTE_FLAG, /* an oddity */
};

enum { FORM_NOTES_MAX = 40 }; /* the last may be a FORM_NOTE_MORE */

struct form_note {
    enum form_note_kind kind;
    const struct event *event;
    struct form_text text;
    enum life_flag flag;
    int32_t count;
};

struct form {
    const struct life *life;
    const struct unit_part *unit;
    const struct part *part; /* the book's section; of a master ledger the entry section */
    struct case_row whole;
    int64_t came_in_at_us; /* 受理时间 */
    enum precision came_in_precision;
    struct str receiver; /* 首问责任人 of this book */
    enum handling handling;
    struct str to_unit; /* handed on to: '' unless handling says so */
    struct str to_section;
    enum satisfaction satisfaction; /* 0: not rated */
    enum answer section_head_agrees;
    enum answer leader_agrees;
    struct form_text texts[FORM_TEXTS_COUNT];
    struct form_note *notes;
    int32_t notes_count;
};

/* Which book. */
struct form_book {
    struct str unit;
    struct str section; /* of a master ledger: not asked */
    bool is_master;
};

/*
 * The form of a case in this book.
 *
 * RETRY: the arena is full; REJECT: the case is not in that book.
 */
MUST_CHECK enum outcome form_from(const struct life *life, const struct form_book *book,
                                  struct arena *arena, struct form *form_out, struct err *err);

#endif
