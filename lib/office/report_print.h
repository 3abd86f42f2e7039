/* report_print -- the report of a unit's year as Markdown, from figures that have names. */
#ifndef SHOUWEN_OFFICE_REPORT_PRINT_H
#define SHOUWEN_OFFICE_REPORT_PRINT_H

#include "office/checklist_page.h"
#include "office/names.h"

struct report_page {
    struct str unit;
    int64_t year;
    int64_t until; /* the last day that is counted */
    const struct names *names;
    const struct pg_rows *figures;  /* schemas/queries/report_figures.sql */
    const struct pg_rows *sections; /* schemas/queries/report_sections.sql */
    const struct checklist_page *checklist;
};

void report_print(const struct report_page *page, FILE *out);

#endif
