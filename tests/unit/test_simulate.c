/* test_simulate -- the simulated city: the same for the same seed, sound where it should be, and
 * odd in every way there is. */
#include <jansson.h>
#include <string.h>

#include "../../producers/simulate/office.h"
#include "../../producers/simulate/person.h"
#include "../../producers/simulate/stream.h"
#include "base/civil.h"
#include "base/sha256.h"
#include "core/case_file.h"
#include "core/life.h"
#include "core/words.h"
#include "support/cmocka.h"
#include "wire/event_codec.h"
#include "wire/event_id.h"

enum { CASES = 3000, CONTENT_MAX = 4096 };

static const int64_t NOW_US = INT64_C(2000000000) * 1000000; /* 2033, when all is long past */
static struct city city;
static struct tale_plan plan;
static struct arena arena;

static int setup(void **state)
{
    struct err err;
    (void) state;
    const struct city wanted = {
        .seed = 1,
        .units_count = 24,
        .first_day = civil_day_from((struct civil_date) {2022, 1, 1}),
        .last_day = civil_day_from((struct civil_date) {2024, 12, 31}),
    };
    plan = (struct tale_plan) {.city = &city,
                               .cases = CASES,
                               .odd_percent = 50,
                               .late_percent = 5,
                               .duplicate_percent = 5};
    return city_init(&city, &wanted, &err) == OK && arena_init(&arena, 16 << 20, &err) == OK ? 0
                                                                                             : -1;
}

static int teardown(void **state)
{
    (void) state;
    city_done(&city);
    arena_done(&arena);
    return 0;
}

/* ---- the office ---- */

static int64_t at(const char *text)
{
    int64_t at_us = 0;
    assert_true(civil_parse(str_from(text), &at_us));
    return at_us;
}

static void work_is_done_in_working_hours(void **state)
{
    (void) state;
    static const struct {
        const char *from;
        int64_t work_s;
        const char *until;
    } rows[] = {
        {"2024-03-04T09:00:00+08:00", 60, "2024-03-04T09:01:00+08:00"},
        {"2024-03-04T11:59:00+08:00", 120, "2024-03-04T13:01:00+08:00"},
        {"2024-03-04T12:30:00+08:00", 60, "2024-03-04T13:01:00+08:00"},
        {"2024-03-04T16:59:00+08:00", 60, "2024-03-05T09:00:00+08:00"},
        {"2024-03-04T20:00:00+08:00", 1, "2024-03-05T09:00:01+08:00"},
        {"2024-03-04T03:00:00+08:00", 1, "2024-03-04T09:00:01+08:00"},
        {"2024-03-08T16:00:00+08:00", 7200, "2024-03-11T10:00:00+08:00"},
        {"2024-03-09T10:00:00+08:00", 1, "2024-03-11T09:00:01+08:00"},
        {"2024-09-30T16:59:59+08:00", 2, "2024-10-07T09:00:01+08:00"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(office_after(at(rows[i].from), rows[i].work_s), at(rows[i].until));
}

/* ---- the city ---- */

static void nobody_sits_on_two_seats_and_no_seat_is_empty(void **state)
{
    (void) state;
    unsigned char seen[20000];
    for (int32_t period = 0; period < city.periods_count; period++) {
        memset(seen, 0, sizeof(seen));
        for (int32_t i = 0; i < city.sections_count; i++) {
            const struct city_section *section = &city.sections[i];
            assert_true(section->seats_count > CITY_SEAT_STAFF);
            for (uint32_t seat = 0; seat < section->seats_count; seat++) {
                uint32_t person = city_person_in(&city, section->first_seat + seat, period);
                assert_true(person < city.persons_count && person < sizeof(seen));
                assert_int_equal(seen[person]++, 0);
            }
        }
    }
}

static void people_move_between_sections(void **state)
{
    (void) state;
    int32_t moved = 0;
    for (int32_t i = 0; i < city.sections_count; i++)
        moved += !str_eq(city_person(&city, i, CITY_SEAT_POST, city.first_day),
                         city_person(&city, i, CITY_SEAT_POST, city.last_day));
    assert_true(moved > city.sections_count / 5 && moved < city.sections_count);
}

static void units_of_every_kind_have_codes_of_their_own(void **state)
{
    (void) state;
    bool has_level[CITY_LEVEL_TOWNSHIP + 1] = {false};
    int parks = 0;
    int outside = 0;
    for (int32_t i = 0; i < city.units_count; i++) {
        const struct city_unit *unit = &city.units[i];
        has_level[unit->level] = true;
        parks += unit->is_park;
        outside += unit->is_outside;
        assert_true(unit->parent < i && (unit->parent >= 0 || i == CITY_ROOT));
        for (int32_t j = 0; j < i; j++)
            assert_false(str_eq(unit->code, city.units[j].code) ||
                         str_eq(unit->name, city.units[j].name));
    }
    assert_true(has_level[CITY_LEVEL_CITY] && has_level[CITY_LEVEL_COUNTY] &&
                has_level[CITY_LEVEL_TOWNSHIP]);
    assert_int_equal(parks, 1);
    assert_int_equal(outside, 1);
}

/* ---- the log ---- */

static bool next(struct stream *stream, struct told *told)
{
    struct err err;
    bool is_end = false;
    assert_int_equal(stream_next(stream, told, &is_end, &err), OK);
    return !is_end;
}

/* SHA-256 over the contents of a whole log, in its order. */
static void digest_of(const struct tale_plan *of, char hex_out[SHA256_HEX_LEN + 1])
{
    struct stream stream;
    struct err err;
    unsigned char content[SHA256_LEN + 8 + CONTENT_MAX] = {0};
    assert_int_equal(stream_init(&stream, of, &err), OK);
    struct told told;
    while (next(&stream, &told)) {
        for (size_t i = 0; i < 8; i++)
            content[SHA256_LEN + i] =
                (unsigned char) ((uint64_t) told.event.recorded_at_us >> 8 * i);
        size_t len = event_content(&told.event, content + SHA256_LEN + 8, CONTENT_MAX);
        assert_true(len <= CONTENT_MAX);
        sha256((struct str) {.ptr = (const char *) content, .len = SHA256_LEN + 8 + len}, content);
    }
    stream_done(&stream);
    sha256_hex((struct str) {.ptr = (const char *) content, .len = SHA256_LEN}, hex_out);
}

/* Another digest is another city for everybody who noted a seed: change it knowingly. */
static void one_seed_is_one_log_on_every_machine(void **state)
{
    (void) state;
    char hex[SHA256_HEX_LEN + 1];
    struct tale_plan few = plan;
    few.cases = 300;
    digest_of(&few, hex);
    assert_string_equal(hex, "2c55006713a39c6419ea63638df70e115986a0087f215519836b92219f6eab09");
}

static void another_seed_is_another_log(void **state)
{
    (void) state;
    char hex[2][SHA256_HEX_LEN + 1];
    struct tale_plan few = plan;
    few.cases = 20;
    digest_of(&few, hex[0]);
    city.seed = 2;
    digest_of(&few, hex[1]);
    city.seed = 1;
    assert_string_not_equal(hex[0], hex[1]);
}

/* Does its id follow from what it says?  One of version 7 follows from nothing. */
static bool is_named_rightly(const struct event *event)
{
    struct err err;
    struct event again = *event;
    if (event->source_ref.len == 0)
        return true;
    assert_int_equal(event_id_set(&again, 0, &arena, &err), OK);
    return uuid_eq(&again.id, &event->id);
}

static void check_event(const struct event *event)
{
    struct err err;
    struct event settled = *event;
    arena_reset(&arena);
    if (event_check(event, NOW_US, &err) != OK)
        fail_msg("%s: %s", event_kind_name(event->kind), err.text);
    assert_int_equal(event_settle(&settled, &arena, &err), OK);
    assert_int_equal(settled.occurred_at_us, event->occurred_at_us);
}

/* What goes to the citizen topic is taken there, and says what its event promises. */
static void check_person(const struct event *event)
{
    struct person_messages messages;
    char line[PERSON_LINE_MAX];
    person_messages(&city, event, &messages);
    for (size_t i = 0; i < messages.count; i++) {
        struct str key;
        struct str bytes;
        struct err err;
        assert_int_equal(citizen_encode(&messages.items[i], &arena, &key, &bytes, &err), OK);
        size_t len = person_line(&messages.items[i], line);
        assert_true(len < PERSON_LINE_MAX && line[len - 1] == '\n');
        json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(json);
        json_decref(json);
        if (event->kind == EVENT_COMPLETED) {
            unsigned char digest[SHA256_LEN];
            sha256(messages.items[i].text, digest);
            assert_memory_equal(digest, event->completed.result_digest.bytes, SHA256_LEN);
        }
    }
}

static void every_event_passes_the_door_in_the_order_it_comes(void **state)
{
    (void) state;
    struct stream stream;
    struct err err;
    size_t kinds[EVENT_KINDS_COUNT] = {0};
    int64_t last_us = 0;
    size_t count = 0;
    size_t repeats = 0;
    size_t reused = 0; /* ids, for another content */
    assert_int_equal(stream_init(&stream, &plan, &err), OK);
    struct told told;
    for (; next(&stream, &told); count++) {
        check_event(&told.event);
        check_person(&told.event);
        kinds[told.event.kind]++;
        repeats += told.is_repeat;
        reused += !is_named_rightly(&told.event);
        assert_true(told.publish_us >= last_us);
        last_us = told.publish_us;
    }
    stream_done(&stream);
    for (int kind = 0; kind < EVENT_KINDS_COUNT; kind++)
        if (kinds[kind] < 10)
            fail_msg("%s: %zu times", event_kind_name((enum event_kind) kind), kinds[kind]);
    assert_true(repeats > count / 40 && repeats < count / 10);
    assert_true(reused > 5 && reused < count / 100);
}

static void every_month_s_books_are_reported_and_add_up(void **state)
{
    (void) state;
    struct stream stream;
    struct err err;
    struct tale_plan calm = plan;
    int64_t months[CITY_PERIODS_MAX][13] = {{0}};
    int64_t accepted = 0;
    int64_t reported = 0;
    calm.odd_percent = calm.late_percent = calm.duplicate_percent = 0;
    assert_int_equal(stream_init(&stream, &calm, &err), OK);
    struct told told;
    while (next(&stream, &told)) {
        accepted += told.event.kind == EVENT_ACCEPTED;
        if (told.event.kind != EVENT_BOOK_REPORTED)
            continue;
        const struct book_reported *report = &told.event.book_reported;
        assert_true(report->is_nil == (report->rows == 0));
        months[told.event.case_number.ptr[3] - '2'][report->month]++;
        reported += report->rows;
    }
    stream_done(&stream);
    for (int year = 0; year < 3; year++)
        for (int month = 1; month <= 12; month++)
            assert_true(months[year][month] > city.sections_count * 8 / 10);
    assert_true(accepted == CASES && reported > CASES * 9 / 10 && reported < CASES);
}

/* The case a number names, from 0; its last digits. */
static size_t case_of(const struct event *event)
{
    size_t number = 0;
    for (size_t i = event->case_number.len - 7; i < event->case_number.len; i++)
        number = number * 10 + (size_t) (event->case_number.ptr[i] - '0');
    return number - 1;
}

/* More than may wait begin within a week; then some come early, but none is lost and each
 * case keeps its order. */
static void memory_does_not_grow_with_the_number_of_cases(void **state)
{
    (void) state;
    static int64_t last_us[STREAM_TALES_MAX + 4000];
    struct city small = {.seed = 1, .units_count = CITY_UNITS_MIN};
    small.first_day = city.first_day;
    small.last_day = city.first_day + 7;
    struct tale_plan many = {.city = &small, .cases = sizeof(last_us) / sizeof(last_us[0])};
    struct stream stream;
    struct err err;
    size_t early = 0;
    size_t cases = 0;
    int64_t before_us = 0;
    assert_int_equal(city_init(&small, &small, &err), OK);
    assert_int_equal(stream_init(&stream, &many, &err), OK);
    struct told told;
    while (next(&stream, &told)) {
        early += told.publish_us < before_us;
        before_us = told.publish_us;
        if (told.event.subject_kind != SUBJECT_CASE)
            continue;
        int64_t *last = &last_us[case_of(&told.event)];
        cases += *last == 0;
        assert_true(told.publish_us >= *last);
        *last = told.publish_us;
    }
    assert_int_equal(cases, many.cases);
    assert_true(early > 0);
    stream_done(&stream);
    city_done(&small);
}

/* ---- lives ---- */

static uint64_t flags_of(const struct tale *tale, size_t *conflicts)
{
    struct case_file file;
    struct err err;
    struct life life;
    case_file_init(&file, &tale->items[0].event);
    for (size_t i = 0; i < tale->count; i++) {
        struct case_file_change change;
        assert_int_equal(case_file_add(&file, &tale->items[i].event, &arena, &change, &err), OK);
        *conflicts += change.losers_count;
    }
    assert_int_equal(fold(&file, &arena, &life, &err), OK);
    return life.flags;
}

static void every_flag_there_is_comes_up(void **state)
{
    (void) state;
    struct told *items = calloc(TALE_EVENTS_MAX, sizeof(*items));
    struct arena making;
    struct err err;
    struct tale tale = {.plan = &plan, .arena = &making, .items = items};
    size_t counts[LIFE_FLAGS_COUNT] = {0};
    size_t conflicts = 0;
    assert_int_equal(arena_init(&making, 1 << 20, &err), OK);
    for (uint64_t number = 0; number < CASES; number++) {
        tale_reset(&tale);
        arena_reset(&arena);
        tale_of_case(&tale, number);
        uint64_t flags = flags_of(&tale, &conflicts);
        for (size_t flag = 0; flag < LIFE_FLAGS_COUNT; flag++)
            counts[flag] += flags >> flag & 1;
    }
    for (size_t flag = 0; flag < LIFE_FLAGS_COUNT; flag++) {
        struct str name = {0};
        assert_true(words_flags(UINT64_C(1) << flag, &arena, &name));
        if (counts[flag] < 5)
            fail_msg("%.*s: %zu times", STR_ARG(name), counts[flag]);
    }
    assert_true(conflicts > 5);
    arena_done(&making);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(work_is_done_in_working_hours),
        cmocka_unit_test(nobody_sits_on_two_seats_and_no_seat_is_empty),
        cmocka_unit_test(people_move_between_sections),
        cmocka_unit_test(units_of_every_kind_have_codes_of_their_own),
        cmocka_unit_test(one_seed_is_one_log_on_every_machine),
        cmocka_unit_test(another_seed_is_another_log),
        cmocka_unit_test(every_event_passes_the_door_in_the_order_it_comes),
        cmocka_unit_test(every_month_s_books_are_reported_and_add_up),
        cmocka_unit_test(memory_does_not_grow_with_the_number_of_cases),
        cmocka_unit_test(every_flag_there_is_comes_up),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
