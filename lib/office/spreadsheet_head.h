/* spreadsheet_head -- where the names of a spreadsheet's columns stand; between spreadsheet.c and
 * its reader only. */
#ifndef SHOUWEN_OFFICE_SPREADSHEET_HEAD_H
#define SHOUWEN_OFFICE_SPREADSHEET_HEAD_H

#include "office/spreadsheet.h"

enum { NOWHERE = -1 };

/* A row of the head; its texts live as long as the spreadsheet. */
struct head_row {
    struct str *cells;  /* as they stand */
    struct str *narrow; /* to be compared */
    size_t count;
    size_t number;
    size_t line;
    struct err bad; /* not OK: it could not be read */
};

/* Where the table has what the mapping speaks of. */
struct head_places {
    int columns[MAPPING_COLUMNS_MAX];                 /* of `wanted`; NOWHERE: the table has none */
    int boxes[MAPPING_CHOICES_MAX][CHOICE_WORDS_MAX]; /* of a choice's words, where each has one */
    size_t count; /* of the columns of the table that have names */
};

struct head {
    struct arena *arena;
    const struct mapping *mapping;
    struct head_row rows[SPREADSHEET_HEAD_ROWS + 1];
    size_t count;
    size_t first; /* the row the names stand in … */
    size_t depth; /* … or begin in: 1 or 2 rows */
    struct head_places places;
};

/* Is there a row with all names?  FATAL: a name stands there twice. */
MUST_CHECK enum outcome head_find(struct head *head, bool *is_found_out, struct err *err);

/* No row has them: say which is missing where most of them are. */
MUST_CHECK enum outcome head_complain(struct head *head, struct err *err);

#endif
