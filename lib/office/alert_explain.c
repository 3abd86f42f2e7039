/* alert_explain -- see alert_explain.h. */
#include "office/alert_explain.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/civil.h"
#include "core/alert.h"

static const char *const clocks[CLOCK_KINDS_COUNT] = {
#define CLOCK_KIND(NAME, name, chinese, start) [CLOCK_##NAME] = chinese,
#include "core/policy_words.def"
};

static const char *const units[LIMIT_UNITS_END] = {
    [LIMIT_UNIT_MINUTE] = "分钟",           [LIMIT_UNIT_WORKING_MINUTE] = "个工作分钟",
    [LIMIT_UNIT_HALF_DAY] = "个半日",       [LIMIT_UNIT_WORKING_DAY] = "个工作日",
    [LIMIT_UNIT_CALENDAR_DAY] = "个自然日",
};

enum clock_day {
#define CLOCK_DAY(NAME, letter, name, chinese) CLOCK_DAY_##NAME = (letter),
#include "core/clock_words.def"
};

struct line {
    char text[ALERT_EXPLANATION_BYTES_MAX + 1];
    size_t len;
};

/* What does not fit any more is left out. */
__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...)
{
    va_list arguments;
    size_t room = sizeof(line->text) - line->len;
    va_start(arguments, format);
    int len = vsnprintf(line->text + line->len, room, format, arguments);
    va_end(arguments);
    if (len > 0 && (size_t) len < room)
        line->len += (size_t) len;
}

const char *alert_time(int64_t at_us, bool ends, char text_out[ALERT_TIME_MAX])
{
    int64_t day = civil_day_of(ends ? at_us - 1 : at_us);
    int64_t minute = (at_us - civil_start_of(day)) / (60 * CIVIL_SECOND_US);
    struct civil_date date = civil_date_of(day);
    (void) snprintf(text_out, ALERT_TIME_MAX, "%04" PRId64 "-%02d-%02d %02d:%02d", date.year,
                    date.month, date.day, (int) (minute / 60), (int) (minute % 60));
    return text_out;
}

/* Whole ones, those of extensions (in capital letters) too. */
static int paused_days(struct str days)
{
    int count = 0;
    for (size_t i = 0; i < days.len; i++)
        count += tolower((unsigned char) days.ptr[i]) == CLOCK_DAY_PAUSED ? 1 : 0;
    return count;
}

static void add_times(struct line *line, const struct alert_basis *basis)
{
    char time[ALERT_TIME_MAX];
    add(line, "，%s起算", alert_time(basis->started_at_us, false, time));
    if (paused_days(basis->days) > 0)
        add(line, "，停%d天", paused_days(basis->days));
    if (basis->extensions > 0)
        add(line, "，延长%" PRId32 "次", basis->extensions);
    if (basis->is_ordered)
        add(line, "，按整改要求");
    if (basis->due_at_us == 0)
        add(line, "，暂停计时，到期未定");
    else
        add(line, "，%s到期", alert_time(basis->due_at_us, true, time));
}

enum outcome alert_explain(const struct alert_basis *basis, struct arena *arena,
                           struct str *line_out, struct err *err)
{
    struct line line = {.len = 0};
    add(&line, "%s", clocks[basis->clock]);
    if (basis->limit.unit != 0)
        add(&line, "限%" PRId64 "%s", basis->limit.amount, units[basis->limit.unit]);
    add_times(&line, basis);
    add(&line, "（政策%.*s v%" PRId64 "，日历v%" PRId64 "%s）", STR_ARG(basis->policy),
        basis->policy_version, basis->calendar_version, basis->is_provisional ? "，暂定" : "");
    return str_keep((struct str) {line.text, line.len}, arena, line_out, err);
}
