/* rules_pg -- see rules_pg.h. */
#include "office/rules_pg.h"

#include "office/calendar_pg.h"
#include "office/listing_pg.h"
#include "office/policy_pg.h"
#include "sql.h"

enum { CAPACITY = 256, PARAMS_BYTES_MAX = 4096 };

static const struct column place_columns[] = {
    COLUMN(unit_place, unit),
    COLUMN(unit_place, parent),
    COLUMN(unit_place, first_day),
    COLUMN(unit_place, last_day),
};

static const struct table places_table = {
    .name = "unit_place",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct unit_place),
    .keys_count = 1,
    .columns_count = sizeof(place_columns) / sizeof(place_columns[0]),
    .columns = place_columns,
};

static enum outcome build_calendar(struct pg *pg, struct calendar_file *file, struct rules *rules,
                                   struct err *err)
{
    if (calendar_pg_read(pg, rules->version, file, err) != OK)
        return err->outcome;
    if (file->lines.count == 0)
        return OK;
    const struct calendar_line *first = rows_at(&file->lines, 0);
    const struct calendar_rows rows = calendar_file_rows(file, CALENDAR_NAME, first->version);
    return calendar_build(&rows, &file->arena, &rules->calendar, err);
}

static enum outcome load_calendar(struct pg *pg, struct arena *arena, struct rules *rules,
                                  struct err *err)
{
    struct calendar_file file;
    enum outcome outcome = calendar_file_init_in(&file, arena, err);
    if (outcome == OK)
        outcome = build_calendar(pg, &file, rules, err);
    *arena = file.arena;
    return outcome;
}

static enum outcome read_places(struct pg *pg, int64_t revision, struct rows *places,
                                struct err *err)
{
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    pg_param_bigint(params, revision);
    enum outcome outcome = listing_pg_read(pg, SQL_UNIT_PLACES, params, places, err);
    pg_params_free(params);
    return outcome;
}

static enum outcome build_policy(struct pg *pg, struct policy_file *file, struct rules *rules,
                                 struct err *err)
{
    struct rows places;
    struct policy *policy = arena_alloc(&file->arena, sizeof(*policy));
    struct policy_source source;
    if (policy == NULL)
        return listing_full(&file->arena, err);
    if (policy_pg_read(pg, rules->version, file, err) != OK ||
        rows_init(&places, &places_table, CAPACITY, &file->arena, err) != OK ||
        read_places(pg, rules->version, &places, err) != OK)
        return err->outcome;
    source = policy_file_source(file);
    if (source.rows_count == 0)
        return OK;
    if (unit_tree_build((const void *) places.items, places.count, &file->arena, &source.tree,
                        err) != OK ||
        policy_build(&source, &file->arena, policy, err) != OK)
        return err->outcome;
    rules->policy = policy;
    return OK;
}

static enum outcome load_policy(struct pg *pg, struct arena *arena, struct rules *rules,
                                struct err *err)
{
    struct policy_file file;
    enum outcome outcome = policy_file_init_in(&file, arena, err);
    if (outcome == OK)
        outcome = build_policy(pg, &file, rules, err);
    *arena = file.arena;
    return outcome;
}

enum outcome rules_pg_load(struct pg *pg, struct arena *arena, struct rules *rules, struct err *err)
{
    if (load_calendar(pg, arena, rules, err) == OK && load_policy(pg, arena, rules, err) == OK)
        return OK;
    if (arena->full)
        return err_set(err, FATAL, "the rules are larger than %zu bytes", arena->size_bytes);
    return err->outcome;
}
