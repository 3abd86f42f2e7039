/* migrate -- the verb: run/migrate on the settings' database, telling what it did. */
#include <string.h>

#include "admin.h"
#include "run/migrate.h"

struct told {
    size_t applied;
    bool is_anything;
};

static void applied(void *context, const char *name)
{
    struct told *told = context;
    told->applied++;
    told->is_anything = true;
    (void) printf("applied %s\n", name);
    (void) fflush(stdout);
}

static void made(void *context, const char *projection, const struct generation *generation)
{
    struct told *told = context;
    char schema[GENERATION_SCHEMA_MAX];
    generation_schema(projection, generation->number, schema);
    told->is_anything = true;
    (void) printf("made %s, version %d\n", schema, generation->version);
}

static void views_made(void *context, size_t files)
{
    struct told *told = context;
    told->is_anything = true;
    (void) printf("made the views of %zu files\n", files);
}

int admin_migrate(int argc, char **argv, void *context)
{
    struct admin *admin = context;
    struct err err;
    int words = 0;
    int code = admin_begin(admin, argc, argv, &words);
    if (code != EXIT_DONE)
        return code;
    if (words > 0) {
        (void) fprintf(stderr, "shouwen-admin migrate: takes options only\n");
        return EXIT_USAGE;
    }

    const char *conninfo = admin->pg_admin_conninfo;
    const struct pg_options options = {
        .conninfo = conninfo[0] == '\0' ? admin->pg_conninfo : conninfo,
        .application_name = "shouwen-admin migrate",
        .search_path = "pg_catalog",
    };
    struct told told = {.applied = 0};
    const struct migrate_hooks hooks = {
        .context = &told,
        .applied = applied,
        .generations = {.context = &told, .made = made, .views_made = views_made},
    };
    struct pg *pg = NULL;
    enum outcome outcome = pg_open(&options, &pg, &err);
    if (outcome == OK)
        outcome = migrate_run(pg, &hooks, &err);
    pg_close(pg);
    if (outcome != OK)
        return admin_failed(argv[0], &err);
    if (!told.is_anything)
        (void) printf("nothing to do: all %zu migrations were applied before\n", migrate_count());
    return EXIT_DONE;
}
