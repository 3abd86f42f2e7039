/* fire_scene -- see fire_scene.h. */
#include "support/fire_scene.h"

#include <string.h>

#include "core/partition.h"
#include "sql.h"
#include "support/cmocka.h"
#include "wire/alert_codec.h"

enum {
    PARAMS_BYTES = 1 << 20,
    POOL_BYTES = 1 << 16,
    RISING_COLUMNS = 30,
    FALLING_COLUMNS = 6,
    FILE_COLUMNS = 4,
};

#define PG_EPOCH INT64_C(946684800000000)

struct fire_scene scene;

static const struct consumer_conf conf = {.stale_days = 30};
static const struct rules rules = {.version = 7};
static const char *const numbers[SCENE_CASES] = {"1", "2", "3", "4"};

/* ---- values as the server sends them ---- */

static char pool[POOL_BYTES];
static size_t pool_used;

static struct str number_of(uint64_t number, size_t size)
{
    char *at = pool + pool_used;
    assert_true(pool_used + size <= sizeof(pool));
    pool_used += size;
    for (size_t i = size; i-- > 0; number >>= 8)
        at[i] = (char) number;
    return (struct str) {at, size};
}

static struct str bigint(int64_t number)
{
    return number_of((uint64_t) number, 8);
}

static struct str integer(int32_t number)
{
    return number_of((uint32_t) number, 4);
}

static struct str instant(int64_t at_us)
{
    return bigint(at_us - PG_EPOCH);
}

static struct str boolean(bool is_true)
{
    return number_of(is_true, 1);
}

static struct str id_of(const struct uuid *uuid)
{
    return (struct str) {(const char *) uuid->bytes, sizeof(uuid->bytes)};
}

/* ---- what the server has ---- */

static void lay_out(const char *sql, size_t rows, size_t columns, const struct str *values)
{
    pq_answer((struct pq_answer) {
        .statement = sql, .tag = "SELECT 1", .rows = rows, .columns = columns, .values = values});
}

void scene_refuse(const char *sql, const char *sqlstate)
{
    pq_answer(
        (struct pq_answer) {.statement = sql, .sqlstate = sqlstate, .message = "it is refused"});
}

static int case_of(const struct uuid *subject)
{
    int number = 0;
    while (!uuid_eq(&scene.cases[number], subject))
        number++;
    return number;
}

static void put_rising(struct str row[RISING_COLUMNS], int number)
{
    const struct str values[RISING_COLUMNS] = {
        id_of(&scene.cases[number]),
        integer(scene.key_hashes[number]),
        STR("completion"),
        id_of(&scene.cases[number]), /* an event's id, whichever */
        STR("yellow"),
        STR("yellow"),
        instant(SCENE_NOW_US - 1000000),
        instant(SCENE_NOW_US + 1000000),
        STR("handler,section_head"),
        STR("head"),
        STR("book"),
        str_from(numbers[number]),
        STR("U1"),
        STR("li"),
        STR("U1"),
        STR("S1"),
        STR("wang"),
        instant(SCENE_NOW_US - INT64_C(86400000000)),
        bigint(7),
        STR("wd"),
        STR(""),
        integer(0),
        boolean(false),
        boolean(false),
        STR("base"),
        bigint(1),
        bigint(5),
        bigint(0),
        {.ptr = NULL}, /* none was cleared */
        STR(""),
    };
    memcpy(row, values, sizeof(values));
}

static void put_file(struct str row[FILE_COLUMNS], int number)
{
    row[0] = id_of(&scene.cases[number]);
    row[1] = bigint(3);
    row[2] = bigint(rules.version);
    row[3] = instant(SCENE_NOW_US);
}

static void put_falling(struct str row[FALLING_COLUMNS])
{
    row[0] = id_of(&scene.before_it.id);
    row[1] = integer(scene.key_hashes[0]);
    row[2] = scene.told;
    row[3] = STR("on_time");
    row[4] = boolean(false);
    row[5] = id_of(&scene.cases[0]);
}

void scene_lay_out_turn(void)
{
    static struct str files[SCENE_CASES * FILE_COLUMNS];
    static struct str rising[SCENE_CASES * RISING_COLUMNS];
    static struct str falling[FALLING_COLUMNS];
    const struct fire *fire = scene.tick.own;
    size_t left = fire->found_count - fire->found_at;
    size_t count = left < fire->subjects_max ? left : fire->subjects_max;
    bool has_first = false;
    for (size_t i = 0; i < count; i++) {
        int number = case_of(&fire->found[fire->found_at + i]);
        put_file(files + i * FILE_COLUMNS, number);
        put_rising(rising + i * RISING_COLUMNS, number);
        has_first = has_first || number == 0;
    }
    lay_out("decide_files", count, FILE_COLUMNS, files);
    lay_out("decide_rising", count, RISING_COLUMNS, rising);
    if (!has_first || atomic_load(&scene.stats.cleared) > 0)
        return;
    put_falling(falling);
    lay_out("decide_falling", 1, FALLING_COLUMNS, falling);
}

void scene_lay_out_found(void)
{
    static struct str found[SCENE_CASES];
    for (int i = 0; i < SCENE_CASES; i++)
        found[i] = id_of(&scene.cases[i]);
    lay_out(SQL_ALERT_CHANGED, SCENE_CASES, 1, found);
}

void scene_lay_out_walk(void)
{
    static struct str slice[2 * SCENE_CASES];
    for (int i = 0; i < SCENE_CASES; i++) {
        slice[2 * i] = id_of(&scene.cases[i]);
        slice[2 * i + 1] = boolean(false);
    }
    lay_out(SQL_ALERT_WALK, SCENE_CASES, 2, slice);
    scene_lay_out_found();
}

/* How many parameters the statements have, as often as they are prepared. */
static void lay_out_statements(void)
{
    static const struct {
        const char *statement;
        size_t params;
    } prepared[] = {
        {"describe:decide_files", 1},       {"describe:decide_falling", 4},
        {"describe:decide_rising", 4},      {"describe:hold_partitions", 3},
        {"describe:hold_decided_rules", 1}, {"describe:hold_decided_files", 2},
        {"describe:raise_alerts", 28},      {"describe:clear_alerts", 4},
        {"describe:send_alerts", 5},
    };
    for (size_t i = 0; i < sizeof(prepared) / sizeof(prepared[0]); i++)
        pq_answer(
            (struct pq_answer) {.statement = prepared[i].statement, .params = prepared[i].params});
}

/* ---- the tick ---- */

static void make_cases(void)
{
    for (int i = 0; i < SCENE_CASES; i++) {
        char text[UUID_TEXT_LEN + 1];
        scene.cases[i] = event_subject(SUBJECT_CASE, STR("book"), str_from(numbers[i]));
        uuid_text(&scene.cases[i], text);
        scene.key_hashes[i] = partition_hash(str_from(text));
    }
    scene.before_it = (struct alert) {
        .kind = ALERT_RAISED,
        .subject = scene.cases[0],
        .subject_kind = SUBJECT_CASE,
        .case_source = STR("book"),
        .case_number = str_from(numbers[0]),
        .clock = CLOCK_SIGN,
        .started_by = scene.cases[0],
        .rung = STR("red"),
        .level = RUNG_LEVEL_RED,
        .rings_at_us = SCENE_NOW_US - 5000000,
        .raised_at_us = SCENE_NOW_US - 4000000,
    };
    scene.before_it.id = alert_id(&scene.before_it);
}

int scene_open(size_t arena_bytes)
{
    const struct pg_options options = {.conninfo = "host=fake"};
    pq_reset();
    pool_used = 0;
    memset(&scene.stats, 0, sizeof(scene.stats));
    scene.tick = (struct tick) {
        .projection = "overdue_alerts",
        .conf = &conf,
        .stats = &scene.stats,
        .arena = &scene.arena,
        .partitions_count = SCENE_PARTITIONS,
        .rules = &rules,
        .positions = &scene.positions,
        .complete_us = scene.complete_us,
        .time_us = SCENE_NOW_US,
        .changed = scene.changed,
        .flying = scene.flying,
        .flying_count = &scene.flying_count,
    };
    scene.flying_count = 0;
    lay_out_statements();
    for (int32_t i = 0; i < SCENE_PARTITIONS; i++) {
        scene.positions.claims[i] = (struct claim) {.is_ours = true, .fence = 1};
        scene.complete_us[i] = SCENE_NOW_US;
    }
    if (arena_init(&scene.arena, arena_bytes, &scene.err) != OK ||
        arena_init(&scene.own, SCENE_ARENA_BYTES, &scene.err) != OK ||
        pg_params_new(PARAMS_BYTES, &scene.tick.params, &scene.err) != OK ||
        pg_open(&options, &scene.tick.read, &scene.err) != OK ||
        pg_open(&options, &scene.tick.write, &scene.err) != OK ||
        overdue_alerts_ticker.prepare(scene.tick.read, scene.tick.write, &scene.err) != OK ||
        overdue_alerts_ticker.open(&scene.tick, &scene.err) != OK)
        return -1;
    make_cases();
    overdue_alerts_ticker.begin(&scene.tick);
    memcpy(scene.changed, scene.cases, sizeof(scene.changed));
    scene.tick.changed_count = SCENE_CASES;
    return alert_pack(&scene.before_it, &scene.own, &scene.told, &scene.err) == OK ? 0 : -1;
}

size_t scene_left(void)
{
    const struct fire *fire = scene.tick.own;
    return fire->found_count - fire->found_at;
}

enum outcome scene_look(bool *is_some)
{
    arena_reset(&scene.arena);
    return overdue_alerts_ticker.look(&scene.tick, is_some, &scene.err);
}

enum outcome scene_send(bool *is_sent)
{
    bool is_some = false;
    *is_sent = false;
    arena_reset(&scene.arena);
    if (overdue_alerts_ticker.decide(&scene.tick, &is_some, &scene.err) != OK)
        return scene.err.outcome;
    if (is_some && overdue_alerts_ticker.send(&scene.tick, is_sent, &scene.err) != OK)
        return scene.err.outcome;
    if (*is_sent)
        scene.flying[scene.flying_count++] = NULL;
    return OK;
}

enum outcome scene_land(void)
{
    bool is_ambiguous = false;
    enum outcome outcome = pg_pipeline_finish(scene.tick.write, &is_ambiguous, &scene.err);
    scene.flying_count--;
    overdue_alerts_ticker.landed(&scene.tick, outcome == OK);
    return outcome != OK && overdue_alerts_ticker.refused(&scene.tick, &scene.err) ? OK : outcome;
}

enum outcome scene_fire(void)
{
    bool is_sent = false;
    if (scene_send(&is_sent) != OK)
        return scene.err.outcome;
    return is_sent ? scene_land() : OK;
}

int scene_close(void)
{
    overdue_alerts_ticker.close(&scene.tick);
    pg_close(scene.tick.write);
    pg_close(scene.tick.read);
    pg_params_free(scene.tick.params);
    arena_done(&scene.arena);
    arena_done(&scene.own);
    return pq_left_over() == 0 ? 0 : -1;
}

/* ---- what came of it ---- */

int scene_words(const char *word)
{
    int count = 0;
    for (const char *at = pq_said(); (at = strstr(at, word)) != NULL; at++)
        count++;
    return count;
}

void scene_assert_ended(void)
{
    const char *last = NULL;
    for (const char *at = pq_said(); (at = strstr(at, "BEGIN")) != NULL; at++)
        last = at;
    if (last != NULL && !pg_is_broken(scene.tick.write))
        assert_true(strstr(last, "COMMIT") != NULL || strstr(last, "ROLLBACK") != NULL);
}

void scene_connect_again(void)
{
    pq_fail_step(0, PQ_CUT);
    pq_forget_answers();
    lay_out_statements();
    if (pg_is_broken(scene.tick.read))
        assert_int_equal(pg_reconnect(scene.tick.read, &scene.err), OK);
    if (pg_is_broken(scene.tick.write))
        assert_int_equal(pg_reconnect(scene.tick.write, &scene.err), OK);
}

size_t scene_each_step(bool (*fails_in)(size_t step, enum pq_fault fault), enum pq_fault fault)
{
    size_t step = 1;
    while (step < SCENE_STEPS_MAX && fails_in(step, fault))
        step++;
    return step - 1;
}
