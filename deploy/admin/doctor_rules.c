/* doctor_rules -- were all rows made under the rules in force? */
#include <inttypes.h>

#include "doctor.h"
#include "sql.h"

enum { DATING_SECONDS_MAX = 600 }; /* a million cases and more */

/* The columns of doctor_rules.sql. */
enum {
    COLUMN_PROJECTION,
    COLUMN_FILES,
    COLUMN_REVISIONS,
    COLUMN_IN_FORCE,
    COLUMN_IS_HELD,
    COLUMN_IS_NEW,
};

static void judge_older(struct doctor *doctor, const struct pg_rows *rows, size_t row)
{
    struct str projection = pg_rows_text(rows, row, COLUMN_PROJECTION);
    struct str revisions = pg_rows_text(rows, row, COLUMN_REVISIONS);
    int64_t files = pg_rows_bigint(rows, row, COLUMN_FILES);
    int64_t in_force = pg_rows_bigint(rows, row, COLUMN_IN_FORCE);
#define OLDER "%.*s has %" PRId64 " files with rows of older rules (%.*s; %" PRId64 " is in force)"
    if (!pg_rows_boolean(rows, row, COLUMN_IS_HELD))
        doctor_wrong(doctor, "start its consumer", OLDER ", and nobody dates all of them anew",
                     STR_ARG(projection), files, STR_ARG(revisions), in_force);
    else if (pg_rows_boolean(rows, row, COLUMN_IS_NEW))
        doctor_note(doctor, OLDER "; its consumer is dating them anew", STR_ARG(projection), files,
                    STR_ARG(revisions), in_force);
    else
        doctor_wrong(doctor,
                     "its consumer's log names cases that keep theirs, and why PostgreSQL refuses "
                     "the new ones: mend that, and start the consumer again",
                     OLDER " for longer than dating anew takes", STR_ARG(projection), files,
                     STR_ARG(revisions), in_force);
#undef OLDER
}

void doctor_rules(struct doctor *doctor)
{
    struct pg_rows rows = {.count = 0};
    struct err err;
    if (!doctor->has_schema)
        return;
    pg_params_reset(doctor->params);
    pg_param_integer(doctor->params, DATING_SECONDS_MAX);
    if (pg_exec(doctor->pg, SQL_DOCTOR_RULES, doctor->params, &rows, &err) != OK) {
        doctor_blind(doctor, "the rules of rows", &err);
        return;
    }
    for (size_t i = 0; i < rows.count; i++)
        judge_older(doctor, &rows, i);
    if (rows.count == 0)
        doctor_fine(doctor, "no rows are of older rules than those in force");
    pg_rows_done(&rows);
}
