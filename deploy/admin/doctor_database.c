/* doctor_database -- is PostgreSQL there, safe, and what this program needs? */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "doctor.h"
#include "run/generation.h"
#include "run/migrate.h"
#include "sql.h"

enum { VERSION_MIN = 150000, CLOCK_MS_MAX = 5000 };

/* ---- the server ---- */

/* The columns of doctor_server.sql. */
enum {
    COLUMN_VERSION,
    COLUMN_VERSION_TEXT,
    COLUMN_IN_RECOVERY,
    COLUMN_FSYNC,
    COLUMN_FULL_PAGE_WRITES,
    COLUMN_SYNCHRONOUS_COMMIT,
    COLUMN_WAL_PGLZ,
    COLUMN_ENCODING,
    COLUMN_CLOCK,
};

static void judge_durability(struct doctor *doctor, const struct pg_rows *rows)
{
    if (pg_rows_boolean(rows, 0, COLUMN_IN_RECOVERY))
        doctor_wrong(doctor,
                     "name all servers in pg_conninfo and add target_session_attrs=read-write",
                     "PostgreSQL is a standby, which cannot be written to");
    if (!pg_rows_boolean(rows, 0, COLUMN_FSYNC))
        doctor_wrong(doctor, "set fsync = on",
                     "PostgreSQL runs with fsync = off: a power failure "
                     "destroys the database");
    if (!pg_rows_boolean(rows, 0, COLUMN_FULL_PAGE_WRITES))
        doctor_wrong(doctor, "set full_page_writes = on",
                     "PostgreSQL runs with full_page_writes = off: a power failure destroys pages");
    if (!pg_rows_boolean(rows, 0, COLUMN_SYNCHRONOUS_COMMIT))
        doctor_note(doctor, "synchronous_commit is off: what was answered as stored can be lost in "
                            "a crash; ledgers find it again in the log, facts of our own do not");
    if (pg_rows_boolean(rows, 0, COLUMN_WAL_PGLZ))
        doctor_note(doctor, "wal_compression is pglz, which halves the speed of consumers; lz4 or "
                            "off are better");
}

static void judge_server(struct doctor *doctor, const struct pg_rows *rows, int64_t asked_us,
                         int64_t answered_us)
{
    doctor_fine(doctor, "PostgreSQL %.*s answers in %" PRId64 " ms",
                STR_ARG(pg_rows_text(rows, 0, COLUMN_VERSION_TEXT)),
                (answered_us - asked_us) / 1000);
    if (pg_rows_bigint(rows, 0, COLUMN_VERSION) < VERSION_MIN)
        doctor_wrong(doctor, "use PostgreSQL 15 or newer", "PostgreSQL is older than 15");
    if (!str_eq(pg_rows_text(rows, 0, COLUMN_ENCODING), STR("UTF8")))
        doctor_wrong(doctor, "make the database anew with ENCODING 'UTF8'",
                     "the database is not encoded in UTF-8");
    judge_durability(doctor, rows);
    int64_t between_us = asked_us + (answered_us - asked_us) / 2;
    int64_t ahead_ms = (pg_rows_time(rows, 0, COLUMN_CLOCK) - between_us) / 1000;
    if (llabs(ahead_ms) >= CLOCK_MS_MAX)
        doctor_wrong(doctor, "let both follow a time server (chrony, systemd-timesyncd)",
                     "the clock of PostgreSQL's machine is %" PRId64 " ms %s this one's",
                     (int64_t) llabs(ahead_ms), ahead_ms > 0 ? "ahead of" : "behind");
}

void doctor_database(struct doctor *doctor)
{
    struct err err;
    struct pg_rows rows;
    if (admin_open_pg(doctor->admin, &doctor->pg, &err) != OK) {
        doctor_wrong(doctor,
                     "see that the server runs, that pg_conninfo names it, and that `shouwen-admin "
                     "migrate` has made the role",
                     "%s", err.text);
        doctor->pg = NULL;
        return;
    }
    int64_t asked_us = time_now_us();
    if (!doctor_ask(doctor, "PostgreSQL", SQL_DOCTOR_SERVER, &rows))
        return;
    judge_server(doctor, &rows, asked_us, time_now_us());
    pg_rows_done(&rows);
}

/* ---- schema and roles ---- */

void doctor_migrations(struct doctor *doctor)
{
    struct migrate_state state;
    struct err err;
    if (doctor->pg == NULL)
        return;
    if (migrate_compare(doctor->pg, &state, &err) != OK)
        doctor_wrong(doctor, "use the programs this database was migrated with, or newer ones",
                     "%s", err.text);
    else if (state.pending > 0)
        doctor_wrong(doctor, "run `shouwen-admin migrate`", "%zu of %zu migrations are missing",
                     state.pending, migrate_count());
    else {
        doctor->has_schema = true;
        doctor_fine(doctor, "all %zu migrations are applied", state.applied);
    }
}

static const char *const roles[] = {
    "shouwen_rebuild",        "shouwen_section_ledger",
    "shouwen_master_ledger",  "shouwen_citizen_register",
    "shouwen_overdue_alerts", "shouwen_assessment",
    "shouwen_admin",          "shouwen_producer",
    "shouwen_assessor",       "shouwen_hotline",
    "shouwen_mailbox",
};
enum { ROLES_COUNT = sizeof(roles) / sizeof(roles[0]) };

static void judge_role(struct doctor *doctor, const struct pg_rows *rows, size_t row)
{
    static const char again[] = "run `shouwen-admin migrate`, which grants it anew";
    struct str name = pg_rows_text(rows, row, 0);
    if (!pg_rows_boolean(rows, row, 1))
        doctor_wrong(doctor,
                     "its migration ran on another cluster: CREATE ROLE it there as "
                     "0002_create_roles.sql does, then run `shouwen-admin migrate`",
                     "role %.*s does not exist", STR_ARG(name));
    else if (!pg_rows_boolean(rows, row, 2))
        doctor_wrong(doctor, again, "role %.*s may not connect to this database", STR_ARG(name));
    else
        doctor_wrong(doctor, again, "role %.*s may not make schemas in this database",
                     STR_ARG(name));
}

void doctor_roles(struct doctor *doctor)
{
    struct pg_rows rows = {.count = 0};
    struct err err;
    if (!doctor->has_schema)
        return;
    pg_params_reset(doctor->params);
    pg_array_begin(doctor->params, PG_TEXT, ROLES_COUNT);
    for (size_t i = 0; i < ROLES_COUNT; i++)
        pg_array_text(doctor->params, str_from(roles[i]));
    if (pg_exec(doctor->pg, SQL_DOCTOR_ROLES, doctor->params, &rows, &err) != OK) {
        doctor_blind(doctor, "the roles", &err);
        return;
    }
    for (size_t i = 0; i < rows.count; i++)
        judge_role(doctor, &rows, i);
    if (rows.count == 0)
        doctor_fine(doctor, "all %d roles of programs exist and may connect", ROLES_COUNT);
    pg_rows_done(&rows);

    if (!doctor_ask(doctor, "the database's rights", SQL_DOCTOR_PUBLIC, &rows))
        return;
    if (pg_rows_boolean(&rows, 0, 0))
        doctor_note(doctor, "every role of the cluster may connect to this database; "
                            "`shouwen-admin migrate` takes that back");
    pg_rows_done(&rows);
}

/* ---- generations ---- */

static void judge_generation(struct doctor *doctor, const char *projection)
{
    int number = 0;
    int version = 0;
    struct err err;
    char schema[GENERATION_SCHEMA_MAX];
    if (generation_find(doctor->pg, projection, &number, &version, &err) != OK) {
        doctor_blind(doctor, "a generation", &err);
        return;
    }
    generation_schema(projection, number, schema);
    if (number == 0)
        doctor_wrong(doctor, "run `shouwen-admin migrate`", "%s has no generation", projection);
    else if (version < generation_version_of(projection))
        doctor_wrong(doctor, "its consumer's verb `rebuild` fills new tables",
                     "%s has version %d, this program's is %d", schema, version,
                     generation_version_of(projection));
    else if (version > generation_version_of(projection))
        doctor_wrong(doctor, "use the newer programs; the older ones cannot go on with it",
                     "%s has version %d, this program's is %d", schema, version,
                     generation_version_of(projection));
    else
        doctor_fine(doctor, "%s is live, version %d", schema, version);
}

/* What a rebuild is filling now, or left when it was stopped. */
static void note_left_over(struct doctor *doctor)
{
    struct pg_rows rows;
    if (!doctor_ask(doctor, "generations that are not live", SQL_DOCTOR_GENERATIONS, &rows))
        return;
    for (size_t i = 0; i < rows.count; i++) {
        struct str schema = pg_rows_text(&rows, i, 0);
        if (pg_rows_boolean(&rows, i, 1))
            doctor_note(doctor,
                        "%.*s is being built and has %lld shares; if no rebuild is running, the "
                        "next one goes on with it, and `rebuild --discard` drops it",
                        STR_ARG(schema), (long long) pg_rows_bigint(&rows, i, 2));
        else
            doctor_note(doctor, "%.*s is of no use any longer; the next `rebuild` drops it",
                        STR_ARG(schema));
    }
    pg_rows_done(&rows);
}

void doctor_generations(struct doctor *doctor)
{
    char projection[GENERATION_NAME_MAX];
    struct pg_rows rows;
    if (!doctor->has_schema)
        return;
    for (size_t i = 0; generation_name_at(i, projection); i++)
        judge_generation(doctor, projection);
    note_left_over(doctor);
    if (!doctor_ask(doctor, "the tables of generations", SQL_DOCTOR_FILLFACTOR, &rows))
        return;
    for (size_t i = 0; i < rows.count; i++)
        doctor_note(doctor,
                    "table %.*s of %.*s has no fillfactor; with 70 consumers are faster by "
                    "a fifth and more",
                    STR_ARG(pg_rows_text(&rows, i, 1)), STR_ARG(pg_rows_text(&rows, i, 0)));
    pg_rows_done(&rows);
}
