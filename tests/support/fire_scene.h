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

enum { SCENE_CASES = 4, SCENE_PARTITIONS = 3, SCENE_ARENA_BYTES = 1 << 20 };

#define SCENE_NOW_US INT64_C(1749000000000000)

struct fire_scene {
    struct err err;
    struct tick tick;
    struct stats stats;
    struct arena arena; /* the tick's, … */
    struct arena own;   /* … and the test's */
    struct positions positions;
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

/* Lay out what the server has of the subjects that the next transaction will ask for. */
void scene_lay_out_turn(void);

/* The next statement that begins so is refused. */
void scene_refuse(const char *sql, const char *sqlstate);

/* What the shard does. */
MUST_CHECK enum outcome scene_look(bool *is_some_out);
MUST_CHECK enum outcome scene_fire(void);

/* Subjects that are found and not decided. */
size_t scene_left(void);

/* How often the server was told this word. */
int scene_words(const char *word);

/* No transaction is open: the last ended, or its connection did. */
void scene_assert_ended(void);

/* No step fails any longer. */
void scene_connect_again(void);

#endif
