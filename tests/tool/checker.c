/*
 * checker -- do the tables say what the log says?
 *
 *   checker [--shown-max 20] [section_ledger] [master_ledger] [overdue_alerts]
 *
 * Reads the six event topics whole, computes what every projection must hold, and compares it with
 * PostgreSQL: every event is in its file or in a letter (I1), every file and row is what the log
 * gives (I2, I4), offsets stand at the end and never went back (I3), letters are unique and
 * relayed, the books balance (I6).  Without names: every projection that ever took a partition; the
 * books only when both ledgers are among them.  Ends with 0 when nothing is broken, 1 when
 * something is, 2 when it cannot tell.  Addresses: SHOUWEN_KAFKA_BOOTSTRAP_SERVERS,
 * SHOUWEN_PG_ADMIN_CONNINFO.
 */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../consumers/master-ledger/rows.h"
#include "../../consumers/overdue-alerts/rows.h"
#include "../../consumers/section-ledger/rows.h"
#include "run/conf.h"
#include "support/check.h"
#include "support/tool.h"

enum { SUBJECT_MEMORY_BYTES = 512 << 20, RULES_MEMORY_BYTES = 64 << 20 };

static const struct check_projection projections[] = {
    {.name = "section_ledger",
     .is_book = true,
     .tables = {&case_row_table, &section_row_table},
     .rows = section_ledger_rows},
    {.name = "master_ledger",
     .is_book = true,
     .tables = {&case_row_table, &master_row_table, &report_row_table},
     .rows = master_ledger_rows},
    {.name = "overdue_alerts",
     .is_dated = true,
     .tables = {&clock_row_table, &rung_row_table, &document_row_table},
     .rows = overdue_alerts_rows},
};
enum { PROJECTIONS_COUNT = sizeof(projections) / sizeof(projections[0]), BOOKS_COUNT = 2 };

struct settings {
    CONF_TYPE_INT(shown_max);
    CONF_TYPE_TEXT(topic_prefix);
};

static const struct conf_field fields[] = {
    {"shown_max", CONF_INT, offsetof(struct settings, shown_max), "20", 0, 1000000,
     "violations printed; all are counted"},
    {"topic_prefix", CONF_TEXT, offsetof(struct settings, topic_prefix), "shouwen", 0, 0,
     "what topics are named after"},
};

void check_broken(struct check *check, const char *invariant, const char *format, ...)
{
    va_list arguments;
    if ((int64_t) check->violations++ >= check->shown_max)
        return;
    (void) printf("%s %s: ", invariant, check->projection == NULL ? "" : check->projection->name);
    va_start(arguments, format);
    (void) vprintf(format, arguments);
    va_end(arguments);
    (void) printf("\n");
}

static void choose_schema(struct check *check)
{
    PGconn *connection = check_connect(check);
    check_schema(connection, check->projection->name, check->schema);
    PQfinish(connection);
    if (check->schema[0] == '\0')
        tool_die("%s has no tables", check->projection->name);
}

static void check_projection(struct check *check, const struct check_projection *projection)
{
    check->projection = projection;
    choose_schema(check);
    check_rules_load(check);
    check_letters_load(check);
    check_letters_of_records(check);
    check_tables(check);
    check_letters_rest(check);
    check_books_offsets(check);
    check->projection = NULL;
}

/* Named, or without names: has it ever taken a partition? */
static bool is_wanted(const struct check *check, const char *name, int count, char **names)
{
    char sql[512];
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    if (count > 0)
        return false;
    PGconn *connection = check_connect(check);
    (void) snprintf(sql, sizeof(sql),
                    "SELECT 1 FROM stream.consumer_partition WHERE projection = '%s' LIMIT 1",
                    name);
    PGresult *result = check_query(connection, sql);
    bool is_there = PQntuples(result) > 0;
    PQclear(result);
    PQfinish(connection);
    return is_there;
}

int main(int argc, char **argv)
{
    static struct settings settings;
    const struct conf_spec spec = {.fields = fields, .fields_count = 2, .values = &settings};
    struct err err;
    int names = 0;
    if (conf_read(&spec, argc - 1, argv + 1, &names, &err) != OK)
        tool_die("%s", err.text);
    struct check check = {
        .bootstrap_servers = tool_env("SHOUWEN_KAFKA_BOOTSTRAP_SERVERS"),
        .conninfo = tool_env("SHOUWEN_PG_ADMIN_CONNINFO"),
        .prefix = settings.topic_prefix,
        .shown_max = settings.shown_max,
        .arena = tool_arena(SUBJECT_MEMORY_BYTES),
        .rules_arena = tool_arena(RULES_MEMORY_BYTES),
    };
    size_t checked = 0;
    size_t books = 0;
    check_log_read(&check);
    for (size_t i = 0; i < PROJECTIONS_COUNT; i++) {
        if (!is_wanted(&check, projections[i].name, names, argv + 1))
            continue;
        check_projection(&check, &projections[i]);
        checked++;
        books += projections[i].is_book;
    }
    if (checked == 0)
        tool_die("there is no projection to check");
    if (books == BOOKS_COUNT)
        check_books_balance(&check);
    (void) printf("records %zu projections %zu violations %" PRIu64 "\n", check.records_count,
                  checked, check.violations);
    return check.violations == 0 ? 0 : 1;
}
