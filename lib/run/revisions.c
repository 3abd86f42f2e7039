/* revisions -- see revisions.h. */
#include "run/revisions.h"

#include "sql.h"

enum outcome revisions_init(struct revisions *revisions, const struct projection *projection,
                            struct err *err)
{
    *revisions = (struct revisions) {.projection = projection};
    for (size_t i = 0; projection->load_rules != NULL && i < REVISIONS_KEPT_MAX; i++)
        if (arena_init(&revisions->kept[i].arena, REVISION_BYTES_MAX, err) != OK)
            return err->outcome;
    return OK;
}

void revisions_done(struct revisions *revisions)
{
    for (size_t i = 0; i < REVISIONS_KEPT_MAX; i++)
        arena_done(&revisions->kept[i].arena);
    *revisions = (struct revisions) {.projection = NULL};
}

void revisions_open(struct revisions *revisions, struct pg *pg)
{
    revisions->pg = pg;
    revisions->present = NULL;
    for (size_t i = 0; i < REVISIONS_KEPT_MAX; i++)
        revisions->kept[i].rules = (struct rules) {.version = 0};
}

/* The one of this version; else the one to be overwritten, which is never the present one. */
static struct revision *place_of(struct revisions *revisions, int64_t version)
{
    struct revision *oldest = NULL;
    for (size_t i = 0; i < REVISIONS_KEPT_MAX; i++) {
        struct revision *revision = &revisions->kept[i];
        if (revision->rules.version == version)
            return revision;
        if (&revision->rules == revisions->present)
            continue;
        if (oldest == NULL || revision->used_at < oldest->used_at)
            oldest = revision;
    }
    return oldest;
}

static enum outcome load(struct revisions *revisions, struct revision *revision, int64_t version,
                         struct err *err)
{
    struct rules rules = {.version = version};
    revision->rules = (struct rules) {.version = 0};
    arena_reset(&revision->arena);
    if (revisions->projection->load_rules != NULL &&
        revisions->projection->load_rules(revisions->pg, &revision->arena, &rules, err) != OK)
        return err_wrap(err, "revision %lld of the rules", (long long) version);
    revision->rules = rules;
    return OK;
}

enum outcome revisions_find(struct revisions *revisions, int64_t version,
                            const struct rules **rules_out, struct err *err)
{
    struct revision *revision = place_of(revisions, version);
    if (revision->rules.version != version && load(revisions, revision, version, err) != OK)
        return err->outcome;
    revision->used_at = ++revisions->uses;
    *rules_out = &revision->rules;
    return OK;
}

enum outcome revisions_read(struct revisions *revisions, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (pg_exec(revisions->pg, SQL_RULES_VERSION, NULL, &rows, err) != OK)
        return err_wrap(err, "read the rules");
    int64_t version = pg_rows_bigint(&rows, 0, 0);
    pg_rows_done(&rows);
    return revisions_find(revisions, version, &revisions->present, err);
}

bool revisions_lend(const struct revisions *revisions, const char *text)
{
    for (size_t i = 0; i < REVISIONS_KEPT_MAX; i++)
        if (&revisions->kept[i].rules != revisions->present &&
            arena_holds(&revisions->kept[i].arena, text))
            return true;
    return false;
}
