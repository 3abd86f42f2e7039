/* digest_verb -- the verb `digest`: are the tables of two installations the same? */
#include <stdio.h>

#include "io/table_pg.h"
#include "run/consumer.h"

/* Files are part of the truth, their revisions are not: these count how they were batched. */
static const char files_sql[] =
    "SELECT count(*)::bigint, "
    "coalesce(sum(hashtextextended(subject::text || encode(bytes, 'hex'), 0)::numeric), 0)::text, "
    "coalesce(sum(hashtextextended(subject::text || encode(bytes, 'hex'), 1)::numeric), 0)::text "
    "FROM case_file WHERE length(bytes) > 0"; /* without bytes it is as good as none */

static enum outcome print_digest(struct pg *pg, const char *table, const char *sql, struct err *err)
{
    struct pg_rows rows;
    if (pg_exec(pg, sql, NULL, &rows, err) != OK)
        return err_wrap(err, "digest of %s", table);
    struct str first = pg_rows_text(&rows, 0, 1);
    struct str second = pg_rows_text(&rows, 0, 2);
    (void) printf("%s rows=%lld hash=%.*s/%.*s\n", table, (long long) pg_rows_bigint(&rows, 0, 0),
                  STR_ARG(first), STR_ARG(second));
    pg_rows_done(&rows);
    return OK;
}

int digest_verb(int argc, char **argv, void *context)
{
    struct consumer *consumer = context;
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings(consumer, argc, argv, 0, &exit_code))
        return exit_code;
    struct pg *pg = NULL;
    if (consumer_open(consumer, &pg, &err) != OK)
        return consumer_failed("digest", &err);
    enum outcome outcome = print_digest(pg, "case_file", files_sql, &err);
    for (size_t i = 0; outcome == OK && consumer->projection->tables[i] != NULL; i++) {
        char sql[TABLE_SQL_MAX];
        outcome = table_pg_sql(consumer->projection->tables[i], TABLE_DIGEST, sql, &err);
        if (outcome == OK)
            outcome = print_digest(pg, consumer->projection->tables[i]->name, sql, &err);
    }
    pg_close(pg);
    return outcome == OK ? EXIT_DONE : consumer_failed("digest", &err);
}
