/* test_event_check -- the rules of every event, one row a case: what is wrong, reason and words. */
#include <string.h>

#include "core/event_fields.h"
#include "support/cmocka.h"
#include "support/sample.h"
#include "wire/event_codec.h"

enum { ARENA_BYTES = 16 << 20 };

static struct arena arena;

#define YEAR_US (INT64_C(365 * 86400) * 1000000)

#define CHANGE(name, statement)                                                                    \
    static void name(struct event *event)                                                          \
    {                                                                                              \
        statement;                                                                                 \
    }

/* clang-format off */
CHANGE(no_id, event->id = (struct uuid) {{0}})
CHANGE(no_source, event->source = STR(""))
CHANGE(no_section, event->accepted.section = STR(""))
CHANGE(no_precision, event->precision = 0)
CHANGE(no_time, event->occurred_at_us = 0)
CHANGE(no_party, event->transferred.to = (struct party) {.person = STR("p")})
CHANGE(no_unit, event->completed.by = (struct party) {.section = STR("s")})
CHANGE(no_set, event->spot_checked.checkers = 0)
CHANGE(no_amount, event->extended.amount = 0)
CHANGE(no_points, event->points_adjusted.points_hundredths = 0)
CHANGE(no_parent, event->merged.into = (struct uuid) {{0}})
CHANGE(no_limit_unit, event->rectification_ordered.limit_unit = 0)
CHANGE(no_voided, event->voided.event_id = (struct uuid) {{0}}; event->voided.source_ref = STR(""))
CHANGE(latin, event->source = STR("b\xFCro"))
CHANGE(surrogate, event->source = STR("\xED\xA0\x80"))
CHANGE(newline, event->source = STR("a\nb"))
CHANGE(delete, event->source = STR("a\x7F"))
CHANGE(next_line, event->source = STR("a\xC2\x85"))
CHANGE(decomposed, event->source = STR("e\xCC\x81"))
CHANGE(decomposed_person, event->accepted.against.person = STR("e\xCC\x81"))
CHANGE(latin_section, event->accepted.against.section = STR("\xFC"))
CHANGE(latin_unit, event->accepted.against.unit = STR("\xFC"))
CHANGE(channel_99, event->accepted.channel = (enum channel) 99)
CHANGE(channel_below, event->accepted.channel = (enum channel) -1)
CHANGE(precision_99, event->precision = (enum precision) 99)
CHANGE(amount_below, event->extended.amount = -1)
CHANGE(amount_above, event->extended.amount = 1000001)
CHANGE(points_below, event->points_adjusted.points_hundredths = -1000001)
CHANGE(sequence_below, event->source_sequence = -1)
CHANGE(year_1999, event->occurred_at_us = INT64_C(946655999) * 1000000)
CHANGE(year_9999, event->occurred_at_us = INT64_C(253370764800) * 1000000)
CHANGE(year_2101, event->rectification_ordered.due_at_us = INT64_C(4133952000) * 1000000)
CHANGE(before_epoch, event->occurred_at_us = -1)
CHANGE(tomorrow, event->occurred_at_us = SAMPLE_BROKER_US + INT64_C(86400) * 1000000 + 1)
CHANGE(recorded_tomorrow, event->recorded_at_us = SAMPLE_BROKER_US + YEAR_US)
CHANGE(asked_tomorrow, event->accepted.asked_at_us = SAMPLE_BROKER_US + YEAR_US)
CHANGE(year_of_case, event->subject_kind = SUBJECT_UNIT_YEAR; event->case_number = STR("2025"))
CHANGE(parent_of_others, event->merged.into_number = STR("another"))
CHANGE(other_unit, event->year_opened.unit = STR("another"))
CHANGE(other_year, event->year_opened.year = 2026)

static void of_case(struct event *event)
{
    event->subject_kind = SUBJECT_CASE;
    event->subject = event_subject(SUBJECT_CASE, event->case_source, event->case_number);
}

static void of_year(struct event *event, const char *year)
{
    event->case_number = str_from(year);
    event->subject = event_subject(SUBJECT_UNIT_YEAR, event->case_source, event->case_number);
}

CHANGE(year_01999, of_year(event, "1999"))
CHANGE(year_02101, of_year(event, "2101"))
CHANGE(year_203, of_year(event, "203"))
CHANGE(year_20a0, of_year(event, "20a0"))
CHANGE(year_200a, of_year(event, "200a"))
CHANGE(year_20x0, of_year(event, "20!0"))
CHANGE(year_200x, of_year(event, "200!"))
CHANGE(year_3000, of_year(event, "3000"))
/* clang-format on */

static char long_text[CODE_BYTES_MAX + 1];

static void long_code(struct event *event)
{
    event->own_number = (struct str) {long_text, sizeof(long_text)};
}

static void long_item(struct event *event)
{
    static struct str items[2];
    items[0] = STR("x");
    items[1] = (struct str) {long_text, sizeof(long_text)};
    event->spot_checked.checked_by = (struct codes) {items, 2};
}

static void empty_item(struct event *event)
{
    static struct str items[2];
    items[0] = STR("x");
    event->spot_checked.checked_by = (struct codes) {items, 2};
}

/* clang-format off */
#define R(NAME) .reason = REASON_##NAME
#define K(NAME) .kind = EVENT_##NAME
static const struct {
    const char *title;
    enum event_kind kind;
    void (*event)(struct event *event);
    enum reason reason;
    const char *text; /* a part of it */
} rows[] = {
    {"no id", .event = no_id, R(MISSING), "header.event_id is missing"},
    {"a case's kind for a unit's year", .event = year_of_case, R(SUBJECT), "accepted is an event of a case, not of a unit's year"},
    {"a unit's kind for a case", K(TRAINING_HELD), .event = of_case, R(SUBJECT), "training_held is an event of a unit's year, not of a case"},
    {"the year 1999", K(TRAINING_HELD), .event = year_01999, R(SUBJECT), "'1999' is no year"},
    {"the year 2101", K(TRAINING_HELD), .event = year_02101, R(SUBJECT), "'2101' is no year"},
    {"the year 203", K(TRAINING_HELD), .event = year_203, R(SUBJECT), "'203' is no year"},
    {"the year 20a0", K(TRAINING_HELD), .event = year_20a0, R(SUBJECT), "is no year"},
    {"the year 200a", K(TRAINING_HELD), .event = year_200a, R(SUBJECT), "is no year"},
    {"the year 20!0", K(TRAINING_HELD), .event = year_20x0, R(SUBJECT), "is no year"},
    {"the year 200!", K(TRAINING_HELD), .event = year_200x, R(SUBJECT), "is no year"},
    {"the year 3000", K(TRAINING_HELD), .event = year_3000, R(SUBJECT), "is no year"},
    {"a parent that does not follow", K(MERGED), .event = parent_of_others, R(SUBJECT), "merged.into does not follow"},
    {"a year opened for another unit", K(YEAR_OPENED), .event = other_unit, R(SUBJECT), "year_opened"},
    {"another year opened", K(YEAR_OPENED), .event = other_year, R(SUBJECT), "year_opened"},
    {"no source", .event = no_source, R(MISSING), "header.source is missing"},
    {"no section", .event = no_section, R(MISSING), "accepted.section is missing"},
    {"no precision", .event = no_precision, R(MISSING), "header.precision is missing"},
    {"no time", .event = no_time, R(MISSING), "header.occurred_at is missing"},
    {"no addressee", K(TRANSFERRED), .event = no_party, R(MISSING), "transferred.to.unit is missing"},
    {"a section without a unit", K(COMPLETED), .event = no_unit, R(MISSING), "its section wants one"},
    {"no checkers", K(SPOT_CHECKED), .event = no_set, R(MISSING), "spot_checked.checkers is missing"},
    {"no amount", K(EXTENDED), .event = no_amount, R(MISSING), "extended.amount is missing"},
    {"no points", K(POINTS_ADJUSTED), .event = no_points, R(MISSING), "points_hundredths is missing"},
    {"no parent", K(MERGED), .event = no_parent, R(MISSING), "merged.into is missing"},
    {"a limit of nothing", K(RECTIFICATION_ORDERED), .event = no_limit_unit, R(MISSING), "limit_unit"},
    {"nothing voided", K(VOIDED), .event = no_voided, R(MISSING), "voided.event_id or voided.source_ref"},
    {"an empty item", K(SPOT_CHECKED), .event = empty_item, R(MISSING), "spot_checked.checked_by[1] is empty"},
    {"Latin-1", .event = latin, R(ENCODING), "header.source is not UTF-8"},
    {"a surrogate", .event = surrogate, R(ENCODING), "header.source is not UTF-8"},
    {"a new line", .event = newline, R(ENCODING), "control character"},
    {"a DEL", .event = delete, R(ENCODING), "control character"},
    {"a control character of C1", .event = next_line, R(ENCODING), "control character"},
    {"another normal form", .event = decomposed, R(ENCODING), "normal form"},
    {"a person in another normal form", .event = decomposed_person, R(ENCODING), "accepted.against.person"},
    {"a section in Latin-1", .event = latin_section, R(ENCODING), "accepted.against.section"},
    {"a unit in Latin-1", .event = latin_unit, R(ENCODING), "accepted.against.unit"},
    {"an unknown channel", .event = channel_99, R(UNKNOWN_VALUE), "accepted.channel is 99"},
    {"a channel below 0", .event = channel_below, R(UNKNOWN_VALUE), "accepted.channel is -1"},
    {"an unknown precision", .event = precision_99, R(UNKNOWN_VALUE), "header.precision is 99"},
    {"a code of 129 bytes", .event = long_code, R(LENGTH), "header.own_number has 129 bytes, and may have 128"},
    {"an item of 129 bytes", K(SPOT_CHECKED), .event = long_item, R(LENGTH), "checked_by[] has 129 bytes"},
    {"an amount below 0", K(EXTENDED), .event = amount_below, R(RANGE), "extended.amount is -1, outside 0 to 1000000"},
    {"an amount too large", K(EXTENDED), .event = amount_above, R(RANGE), "extended.amount is 1000001"},
    {"points too low", K(POINTS_ADJUSTED), .event = points_below, R(RANGE), "-1000001, outside -1000000"},
    {"a sequence below 0", .event = sequence_below, R(RANGE), "header.source_sequence is -1"},
    {"just before 1970", .event = before_epoch, R(TIME), "1970-01-01T07:59:59.999999+08:00"},
    {"just before 2000", .event = year_1999, R(TIME), "outside 2000 to 2100: 1999-12-31T23:59:59+08:00"},
    {"the year 9999", .event = year_9999, R(TIME), "9999-01-01T08:00:00+08:00"},
    {"a due time in 2101", K(RECTIFICATION_ORDERED), .event = year_2101, R(TIME), "due_at is outside"},
    {"a microsecond more than a day ahead", .event = tomorrow, R(TIME), "occurred_at is more than a day after the broker's time"},
    {"recorded next year", .event = recorded_tomorrow, R(TIME), "header.recorded_at is more than a day"},
    {"asked next year", .event = asked_tomorrow, R(TIME), "accepted.asked_at is more than a day"},
};
/* clang-format on */

/* Through the door, whose answer must be the same. */
static enum outcome decode(const struct event *event, struct err *err)
{
    struct record record = {
        .topic = event_kind_topic(event->kind),
        .timestamp_us = SAMPLE_BROKER_US,
        .is_log_append_time = true,
    };
    struct event back;
    assert_int_equal(event_encode(event, &arena, &record.payload, err), OK);
    assert_int_equal(event_key(event, &arena, &record.key, err), OK);
    return event_decode(&record, &arena, &back, err);
}

static void every_row_is_refused_with_its_reason(void **state)
{
    (void) state;
    struct err err = {0};
    memset(long_text, 'x', sizeof(long_text));
    assert_int_equal(arena_init(&arena, ARENA_BYTES, &err), OK);
    for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
        arena_reset(&arena);
        struct event event = sample_of(rows[i / 2].kind, true, &arena);
        rows[i / 2].event(&event);
        err = (struct err) {0};
        enum outcome outcome =
            i % 2 == 0 ? event_check(&event, SAMPLE_BROKER_US, &err) : decode(&event, &err);
        if (outcome != REJECT || err.reason != rows[i / 2].reason ||
            strstr(err.text, rows[i / 2].text) == NULL)
            fail_msg("%s: %s, %s, %s", rows[i / 2].title, outcome_name(outcome),
                     reason_name(err.reason), err.text);
    }
    arena_done(&arena);
}

/* What only a program can get wrong, since bytes cannot say it. */
static void an_event_made_here_is_checked_for_more(void **state)
{
    (void) state;
    struct err err = {0};
    assert_int_equal(arena_init(&arena, ARENA_BYTES, &err), OK);
    struct event event = sample_of(EVENT_SPOT_CHECKED, true, &arena);
    event.subject_kind = SUBJECT_EITHER;
    assert_int_equal(event_check(&event, SAMPLE_BROKER_US, &err), REJECT);
    assert_int_equal(err.reason, REASON_SUBJECT);
    event = sample_of(EVENT_SPOT_CHECKED, true, &arena);
    event.spot_checked.checkers |= SET_OF(CHECKERS_END);
    assert_int_equal(event_check(&event, SAMPLE_BROKER_US, &err), REJECT);
    assert_int_equal(err.reason, REASON_UNKNOWN_VALUE);
    event.spot_checked.checkers = 1;
    assert_int_equal(event_check(&event, SAMPLE_BROKER_US, &err), REJECT);
    assert_int_equal(err.reason, REASON_UNKNOWN_VALUE);
    event = sample_of(EVENT_SPOT_CHECKED, true, &arena);
    event.spot_checked.checked_by.count = CODES_COUNT_MAX + 1; /* never looked at */
    assert_int_equal(event_check(&event, SAMPLE_BROKER_US, &err), REJECT);
    assert_int_equal(err.reason, REASON_LENGTH);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_refused_with_its_reason),
        cmocka_unit_test(an_event_made_here_is_checked_for_more),
    };
    return RUN(tests);
}
