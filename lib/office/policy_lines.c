/* policy_lines -- see policy_lines.h. */
#include "office/policy_lines.h"

/* clang-format off */
#define WORD(NAME, name, chinese) {#name, {chinese, NULL}},
#define END {NULL, {NULL}}

const struct listing_word policy_scopes[] = {
#define POLICY_SCOPE WORD
#include "core/policy_words.def"
    END,
};
const struct listing_word policy_clocks[] = {
#define CLOCK_KIND(NAME, name, chinese, start) {#name, {chinese, NULL}},
#include "core/policy_words.def"
    END,
};
const struct listing_word policy_starts[] = {
    {"usual", {"通常", NULL}},
#define CLOCK_START WORD
#include "core/policy_words.def"
    END,
};
const struct listing_word policy_levels[] = {
#define RUNG_LEVEL WORD
#include "core/policy_words.def"
    END,
};
const struct listing_word policy_conditions[] = {
#define RUNG_CONDITION WORD
#include "core/policy_words.def"
    END,
};
const struct listing_word policy_recipients[] = {
#define RECIPIENT WORD
#include "core/policy_words.def"
    END,
};
const struct listing_word policy_categories[] = {
    {"any",          {"任意", NULL}},
    {"unclassified", {"未分类", NULL}},
    {"consultation", {"咨询事项", "咨询", NULL}},
    {"service",      {"办理事情", "办事", NULL}},
    {"problem",      {"问题反映", NULL}},
    {"complaint",    {"投诉", NULL}},
    {"other",        {"其他", NULL}},
    END,
};
const struct listing_word policy_channels[] = {
    {"any",     {"任意", NULL}},
    {"call",    {"来电", NULL}},
    {"visit",   {"来访", NULL}},
    {"letter",  {"来信", NULL}},
    {"mailbox", {"局长信箱", NULL}},
    {"hotline", {"政务热线", NULL}},
    {"other",   {"其他", NULL}},
    END,
};

#define PRESET(X) \
    X(policy_line, preset,          head.preset,     TEXT, "方案",     CODE,      true,  NULL)

#define POLICY_COLUMNS(X) \
    X(policy_line, first_day,       head.row.first_day,   DATE, "启用日期", FIRST_DAY, false, NULL) \
    X(policy_line, clock,           clock,           TEXT, "时限",     WORD,      true,  policy_clocks) \
    X(policy_line, scope,           scope,           TEXT, "范围",     WORD,      false, policy_scopes) \
    X(policy_line, unit,            unit,            TEXT, "单位",     REFERENCE, false, NULL) \
    X(policy_line, category,        category,        TEXT, "首问类别", WORD,      false, policy_categories) \
    X(policy_line, channel,         channel,         TEXT, "首问方式", WORD,      false, policy_channels) \
    X(policy_line, priority,        priority,        TEXT, "优先级",   REFERENCE, false, NULL) \
    X(policy_line, last_day,        head.row.last_day,    DATE, "停用日期", DAY,       false, NULL) \
    X(policy_line, time_limit,      limit,           TEXT, "期限",     LINE,      true,  NULL) \
    X(policy_line, start,           start,           TEXT, "起算",     WORD,      false, policy_starts) \
    X(policy_line, warnings,        warnings,        TEXT, "预警点",   LINE,      false, NULL) \
    X(policy_line, ladder,          ladder,          TEXT, "阶梯",     REFERENCE, false, NULL) \
    X(policy_line, extensions,      extensions,      TEXT, "延期次数", LINE,      false, NULL) \
    X(policy_line, extension_limit, extension_limit, TEXT, "每次延期", LINE,      false, NULL) \
    X(policy_line, long_cycle,      long_cycle,      TEXT, "长周期",   LINE,      false, NULL) \
    X(policy_line, basis,           basis,           TEXT, "依据",     LINE,      false, NULL)

#define RUNG_COLUMNS(X) \
    X(rung_line, ladder,      ladder,      TEXT,    "阶梯",     CODE,   true,  NULL) \
    X(rung_line, rung,        rung,        TEXT,    "级",       CODE,   true,  NULL) \
    X(rung_line, level,       level,       TEXT,    "级别",     WORD,   true,  policy_levels) \
    X(rung_line, rings_at,    offset,      TEXT,    "时点",     LINE,   true,  NULL) \
    X(rung_line, days_min,    days_min,    TEXT,    "最短天数", LINE,   false, NULL) \
    X(rung_line, days_max,    days_max,    TEXT,    "最长天数", LINE,   false, NULL) \
    X(rung_line, recipients,  recipients,  TEXT,    "送达",     LINE,   true,  NULL) \
    X(rung_line, copies,      copies,      TEXT,    "抄送",     LINE,   false, NULL) \
    X(rung_line, quiet_hours, quiet_hours, BOOLEAN, "夜间免扰", YES_NO, false, NULL) \
    X(rung_line, condition,   condition,   TEXT,    "条件",     WORD,   false, policy_conditions) \
    X(rung_line, batch_sources, batch_sources, TEXT, "批量来源", LINE, false, NULL)

static const struct column policy_columns[] = {PRESET(LISTING_COLUMN) POLICY_COLUMNS(LISTING_COLUMN)};
static const struct column rung_columns[] = {RUNG_COLUMNS(LISTING_COLUMN)};
static const struct listing_column policy_reading[] = {PRESET(LISTING_READING) POLICY_COLUMNS(LISTING_READING)};
static const struct listing_column rung_reading[] = {RUNG_COLUMNS(LISTING_READING)};

const struct listing policy_listings[] = {
    [POLICY_LINE] = {.table = LISTING_TABLE("policy_row", policy_line, 8, policy_columns),
                     .file = "policy", .number = POLICY_LINE, .columns = policy_reading},
    [POLICY_RUNG_LINE] = {.table = LISTING_TABLE("rung", rung_line, 2, rung_columns),
                          .file = "ladders.csv", .number = POLICY_RUNG_LINE, .columns = rung_reading},
};

#define HEAD \
    {"preset", COLUMN_TEXT, offsetof(struct policy_head, preset)}, \
    {"version", COLUMN_BIGINT, offsetof(struct policy_head, version)}, \
    {"number", COLUMN_BIGINT, offsetof(struct policy_head, number)},

static const struct column policy_kept[] = {HEAD POLICY_COLUMNS(LISTING_COLUMN)};
static const struct column rung_kept[] = {HEAD RUNG_COLUMNS(LISTING_COLUMN)};

const struct table policy_tables[] = {
    [POLICY_LINE] = LISTING_TABLE("policy_row", policy_line, 3, policy_kept),
    [POLICY_RUNG_LINE] = LISTING_TABLE("rung", rung_line, 3, rung_kept),
};
/* clang-format on */
