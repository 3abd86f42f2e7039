/*
 * fire_scene -- four cases of which a rung rang, and what decides alerts of them, with libpq from a
 * script: for tests called *_scripted.
 *
 * Of the first case an alert stands besides that does not hold.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_FIRE_SCENE_H
#define SHOUWEN_TESTS_SUPPORT_FIRE_SCENE_H

#include "../../consumers/overdue-alerts/fire_internal.h"
#include "fake/pq.h"

enum { SCENE_CASES = 4, SCENE_PARTITIONS = 3, SCENE_ARENA_BYTES = 1 << 20, SCENE_STEPS_MAX = 1000 };

#define SCENE_NOW_US INT64_C(1749000000000000)

struct fire_scene {
    struct err err;
    struct tick tick;
    struct stats stats;
    struct arena arena; /* the tick's, … */
    struct arena own;   /* … and the test's */
    struct positions positions;
    struct batch *flying[PG_PIPELINES_MAX];
    size_t flying_count;
    int64_t complete_us[SCENE_PARTITIONS];
    struct uuid changed[SCENE_CASES];
    struct uuid cases[SCENE_CASES];
    int32_t key_hashes[SCENE_CASES];
    struct alert before_it; /* the alert that does not hold */
    struct str told;        /* its message */
};

extern struct fire_scene scene;

/* Not 0: it cannot be, or something was left over. */
int scene_open(size_t arena_bytes);
int scene_close(void);

/* Lay out what finds the cases: as those that changed, or in a walk through all. */
void scene_lay_out_found(void);
void scene_lay_out_walk(void);

/* Lay out what the server has of the subjects that will be asked for next. */
void scene_lay_out_turn(void);

/* The next statement that begins so, or of this name, is refused. */
void scene_refuse(const char *sql, const char *sqlstate);

/* What the shard does; firing waits for what was sent. */
MUST_CHECK enum outcome scene_look(bool *is_some_out);
MUST_CHECK enum outcome scene_fire(void);

/* The same in two. */
MUST_CHECK enum outcome scene_send(bool *is_sent_out);
MUST_CHECK enum outcome scene_land(void);

/* Subjects that are found and not decided. */
size_t scene_left(void);

/* How often the server was told this word. */
int scene_words(const char *word);

/* No transaction is open: the last ended, or its connection did. */
void scene_assert_ended(void);

/* No step fails any longer, and what was laid out is forgotten. */
void scene_connect_again(void);

/* Run it for each step that there is, and give how many. */
size_t scene_each_step(bool (*fails_in)(size_t step, enum pq_fault fault), enum pq_fault fault);

#endif
