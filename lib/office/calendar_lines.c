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

#define SAID \
    COLUMN(calendar_line, kind), \
    {"first_day", COLUMN_DATE, offsetof(struct calendar_line, row.first_day)}, \
    {"last_day", COLUMN_DATE, offsetof(struct calendar_line, row.last_day)}, \
    COLUMN(calendar_line, unit), COLUMN(calendar_line, value), COLUMN(calendar_line, notice)

static const struct column said[] = {SAID};
static const struct column kept[] = {COLUMN(calendar_line, name), COLUMN(calendar_line, version),
                                     COLUMN(calendar_line, number), SAID};

static const struct listing_column reading[] = {
    {"类别",     RULE_WORD,      true,  calendar_kinds},
    {"起始日期", RULE_DAY,       false, NULL},
    {"截止日期", RULE_DAY,       false, NULL},
    {"单位",     RULE_REFERENCE, false, NULL},
    {"内容",     RULE_LINE,      false, NULL},
    {"依据",     RULE_LINE,      false, NULL},
};

#define TABLE(keys, columns) \
    {"calendar_row", TABLE_OF_CASE, sizeof(struct calendar_line), keys, sizeof(columns) / sizeof(columns[0]), columns}

const struct listing calendar_listing = {.table = TABLE(5, said), .file = "calendar", .columns = reading};
const struct table calendar_table = TABLE(3, kept);
/* clang-format on */
