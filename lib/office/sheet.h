/*
 * sheet -- a form filled in: every field as the text that is printed, for paper and for tables.
 *
 * Names, Chinese words, times and texts are put in here, once, so that HTML and CSV cannot say
 * different things.  Nothing is escaped yet.
 */
#ifndef SHOUWEN_OFFICE_SHEET_H
#define SHOUWEN_OFFICE_SHEET_H

#include "core/form.h"
#include "office/names.h"
#include "office/personal.h"

enum sheet_field {
#define SHEET_FIELD(NAME, title) SHEET_##NAME,
#include "office/sheet_fields.def"
#undef SHEET_FIELD
    SHEET_FIELDS_COUNT
};

struct sheet {
    struct str fields[SHEET_FIELDS_COUNT];
    struct str unit;
    enum channel channel; /* what is ticked; 0: nothing */
    enum category category;
    enum handling handling;
    enum satisfaction satisfaction;
};

/* Whose names and texts. */
struct sheet_source {
    const struct names *names;
    const struct personal *personal;
};

/* 编号 … */
const char *sheet_title(enum sheet_field field);

/*
 * Fill in a form; texts are borrowed from form and source, or in the arena.
 *
 * RETRY: the arena is full.
 */
MUST_CHECK enum outcome sheet_from(const struct form *form, const struct sheet_source *source,
                                   struct arena *arena, struct sheet *sheet_out, struct err *err);

#endif
