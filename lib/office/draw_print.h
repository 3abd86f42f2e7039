/* draw_print -- a sample for spot checks on paper, as a table for spreadsheets or for programs. */
#ifndef SHOUWEN_OFFICE_DRAW_PRINT_H
#define SHOUWEN_OFFICE_DRAW_PRINT_H

#include <stdio.h>

#include "core/draw.h"
#include "office/names.h"
#include "office/period.h"

/* What a case is called; beside its draw_case. */
struct draw_label {
    struct str source;
    struct str number;
    struct str receiver;
    int64_t completed_us;
};

struct draw_page {
    const struct draw *draw;
    const struct draw_case *cases;
    const struct draw_label *labels;
    const struct names *names;
    struct str unit;
    struct str sample;
    const struct period *days;
    int64_t seed;
};

void draw_print_text(const struct draw_page *page, FILE *out);

/* A row a case drawn: CSV, or JSON lines. */
void draw_print_records(const struct draw_page *page, bool is_json, FILE *out);

#endif
