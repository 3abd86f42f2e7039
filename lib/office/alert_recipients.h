/*
 * alert_recipients -- who is told of an alert: holders of posts on a day, out of the directory.
 *
 * A ladder names posts; the directory says who holds them.  Pure over a directory in memory.
 *
 * - 承办人 is the person who holds the matter, 首问责任人 the one asked first.  Where nobody is
 * named, or the person has left the unit, the post of the section takes it.
 * - A vacant post of a unit passes to its section post, that to the master post, and then upwards
 *   within the unit: section head, leader in charge, head.
 * - The supervision office (督查) and the lead department are those of the unit, else of the
 * nearest unit above it, or beside one of these.
 * - One person stands once in an alert, with the post nearest to the matter.  Who was told of this
 *   clock at two lower levels already is left out, and the next post up takes it: section head,
 *   leader in charge, head, supervision office, lead department.
 * - A matter at an outside unit is its receiver's to follow up.  One of a unit that the directory
 *   does not know goes to the accepting unit's supervision office, else to the lead department
 *   (ALERT_UNIT_UNKNOWN).
 * - When nobody is found the posts stand there without persons (ALERT_NOBODY_IN_ROLE).
 */
#ifndef SHOUWEN_OFFICE_ALERT_RECIPIENTS_H
#define SHOUWEN_OFFICE_ALERT_RECIPIENTS_H

#include "core/alert.h"
#include "office/directory.h"

/* Somebody who was told of the same clock before. */
struct alert_told {
    struct str person;
    uint32_t levels; /* set of enum rung_level */
};

struct alert_question {
    uint32_t recipients; /* the rung's sets of enum recipient */
    uint32_t copies;
    enum rung_level level;
    struct party holder;
    struct party receiver; /* unit '': the accepting one; section '': the person's own */
    struct str accepted_unit;
    int64_t day; /* on which it rings */
    const struct alert_told *told;
    size_t told_count;
};

struct alert_recipients {
    struct alert_recipient items[ALERT_RECIPIENTS_MAX]; /* copies behind the others */
    size_t count;                                       /* further ones are left out */
    uint32_t flags;                                     /* set of enum alert_flag */
};

/* Make a directory, as it was read, ready to be asked. */
void alert_directory_sort(struct directory *directory);

/* Texts are borrowed from directory and question. */
void alert_recipients_of(const struct directory *directory, const struct alert_question *question,
                         struct alert_recipients *recipients_out);

/* The units above one on that day, the nearest first, as many as there are up to the maximum. */
size_t alert_units_above(const struct directory *directory, struct str unit, int64_t day,
                         struct str units_out[ALERT_UNITS_ABOVE_MAX]);

#endif
