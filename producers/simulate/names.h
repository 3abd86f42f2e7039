/*
 * names -- made-up people, addresses and texts.
 *
 * Names as registers meet them: common ones, compound surnames, minorities' with a middle dot,
 * foreign ones, characters beyond the basic plane.  Telephone numbers begin with 129 and identity
 * numbers with 999999, which nobody was given.
 */
#ifndef SHOUWEN_SIMULATE_NAMES_H
#define SHOUWEN_SIMULATE_NAMES_H

#include "core/dice.h"
#include "core/event.h"

enum { NAME_TEXT_MAX = 512 };

/* Each writes a terminated text. */
void name_staff(struct dice *dice, char text_out[NAME_TEXT_MAX]);
void name_citizen(struct dice *dice, char text_out[NAME_TEXT_MAX]);
void name_phone(struct dice *dice, char text_out[NAME_TEXT_MAX]);
void name_address(struct dice *dice, char text_out[NAME_TEXT_MAX]);
void name_id_number(struct dice *dice, char text_out[NAME_TEXT_MAX]);

/* What such a field of an event says; some repeat a name or a number, as people do. */
void name_text(struct dice *dice, enum text_field field, char text_out[NAME_TEXT_MAX]);

#endif
