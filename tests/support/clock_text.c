/* clock_text -- see clock_text.h. */
#include "support/clock_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "support/build.h"
#include "support/calendar_text.h"
#include "support/cmocka.h"

enum { TEXT_MAX = 4096 };

static void append(char *text, const char *words)
{
    size_t len = strlen(text);
    assert_true(len + strlen(words) < TEXT_MAX);
    memcpy(text + len, words, strlen(words) + 1);
}

static const char *when(int64_t us)
{
    return us == DEADLINE_NEVER_US ? "never" : instant_words(us);
}

/* "completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-05 10:00 on_time 0+7"
 */
static void append_clock(char *text, const struct life *life, const struct clock *clock)
{
    char line[512];
    (void) snprintf(
        line, sizeof(line), "%s %.*s/%.*s/%.*s %s %" PRId64 "%s due ", clock_kind_name(clock->kind),
        STR_ARG(clock->holder.unit), STR_ARG(clock->holder.section), STR_ARG(clock->holder.person),
        when(clock->started_us), clock->limit.amount, limit_unit_name(clock->limit.unit));
    append(text, line);
    (void) snprintf(line, sizeof(line), "%s%s%s %s", when(clock->deadline.due_us),
                    clock->deadline.is_provisional ? " provisional" : "",
                    clock->is_paused ? " paused" : "", clock_end_name(clock->end));
    append(text, line);
    if (clock->stopped_by != LIFE_NONE) {
        (void) snprintf(line, sizeof(line), " %s %s %" PRId64 "%+" PRId64,
                        when(life_at_us(life, clock->stopped_by)),
                        clock_verdict_name(clock->verdict), clock->used, clock->left);
        append(text, line);
    }
    append(text, "\n");
    for (int32_t i = 0; i < clock->refused_count; i++) {
        append(text, "not extended: ");
        append(text, clock_refusal_words(clock->refused[i].why));
        append(text, "\n");
    }
}

static const char *clocks_words(const struct rules *rules, const char *kinds)
{
    static char text[TEXT_MAX];
    const struct life *life = build_fold();
    struct clocks clocks;
    struct err err;
    text[0] = '\0';
    assert_int_equal(clocks_of(life, rules, build_arena(), &clocks, &err), OK);
    for (int32_t i = 0; i < clocks.clocks.count; i++)
        if (strstr(kinds, clock_kind_name(clocks.clocks.items[i].kind)) != NULL)
            append_clock(text, life, &clocks.clocks.items[i]);
    return text;
}

void clock_text_check(const struct rules *rules, const struct clock_text_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        print_message("    %s\n", rows[i].title);
        build_begin();
        build_add_all(rows[i].events);
        assert_string_equal(clocks_words(rules, rows[i].kinds), rows[i].clocks);
    }
}
