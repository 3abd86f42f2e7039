/*
 * draft -- a text in the making, at the end of an arena.
 *
 * Pieces stand behind each other, so nothing else may take from the arena until draft_text().  When
 * the arena is full the arena says so, and the text is not complete.
 */
#ifndef SHOUWEN_OFFICE_DRAFT_H
#define SHOUWEN_OFFICE_DRAFT_H

#include "core/event.h"

struct draft {
    struct arena *arena;
    char *start;
    size_t len;
};

void draft_begin(struct draft *draft, struct arena *arena);
void draft_put(struct draft *draft, struct str text);
void draft_word(struct draft *draft, const char *text);
void draft_number(struct draft *draft, int64_t number);

/* 2022年3月5日 09:30, without the clock when only the day is known; nothing at 0. */
void draft_time(struct draft *draft, int64_t at_us, enum precision precision);

/* 2022年3月5日, of a day of civil_day_of(). */
void draft_day(struct draft *draft, int64_t day);

struct str draft_text(const struct draft *draft);

#endif
