/* calendar_lines -- see calendar_lines.h. */
#include "office/calendar_lines.h"

/* clang-format off */
const struct listing_word calendar_kinds[] = {
    {"published", {"公布", NULL}},
    {"off",       {"放假", NULL}},
    {"worked",    {"上班", NULL}},
    {"hours",     {"工作时间", NULL}},
    {"day_end",   {"截止", NULL}},
    {NULL,        {NULL}},
};
const struct listing_word calendar_day_ends[] = {
    {"24:00", {NULL}},
    {"close", {"下班", NULL}},
    {NULL,    {NULL}},
};

#define SAID(X) \
    X(calendar_line, kind,      kind,          TEXT, "类别",     WORD,      true,  calendar_kinds) \
    X(calendar_line, first_day, row.first_day, DATE, "起始日期", DAY,       false, NULL) \
    X(calendar_line, last_day,  row.last_day,  DATE, "截止日期", DAY,       false, NULL) \
    X(calendar_line, unit,      unit,          TEXT, "单位",     REFERENCE, false, NULL) \
    X(calendar_line, value,     value,         TEXT, "内容",     LINE,      false, NULL) \
    X(calendar_line, notice,    notice,        TEXT, "依据",     LINE,      false, NULL)

static const struct column said[] = {SAID(LISTING_COLUMN)};
static const struct column kept[] = {COLUMN(calendar_line, name), COLUMN(calendar_line, version),
                                     COLUMN(calendar_line, number), SAID(LISTING_COLUMN)};
static const struct listing_column reading[] = {SAID(LISTING_READING)};

const struct listing calendar_listing = {
    .table = LISTING_TABLE("calendar_row", calendar_line, 5, said), .file = "calendar", .columns = reading};
const struct table calendar_table = LISTING_TABLE("calendar_row", calendar_line, 3, kept);
/* clang-format on */
