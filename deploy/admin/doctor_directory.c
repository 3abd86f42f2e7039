/* doctor_directory -- is there a directory, and does it know who the books speak of? */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "doctor.h"
#include "sql.h"

enum { NAMED_MAX = 5, NAMES_TEXT_MAX = 1500 };

/* The columns of doctor_directory.sql. */
enum { COLUMN_UNITS, COLUMN_STRANGERS, COLUMN_UNIT, COLUMN_SECTION };

static void judge_strangers(struct doctor *doctor, const struct pg_rows *rows)
{
    char names[NAMES_TEXT_MAX] = "";
    int64_t count = pg_rows_bigint(rows, 0, COLUMN_STRANGERS);
    for (size_t i = 0; i < rows->count; i++) {
        size_t len = strlen(names);
        (void) snprintf(names + len, sizeof(names) - len, "%s%.*s/%.*s", i == 0 ? "" : ", ",
                        STR_ARG(pg_rows_text(rows, i, COLUMN_UNIT)),
                        STR_ARG(pg_rows_text(rows, i, COLUMN_SECTION)));
    }
    doctor_note(doctor,
                "the books name %" PRId64 " section%s that the directory does not know: %s%s; "
                "load them, or give their sources aliases: `shouwen-admin load directory FOLDER`",
                count, count == 1 ? "" : "s", names, count > (int64_t) rows->count ? " …" : "");
}

void doctor_directory(struct doctor *doctor)
{
    struct pg_rows rows = {.count = 0};
    struct err err;
    if (!doctor->has_schema)
        return;
    pg_params_reset(doctor->params);
    pg_param_bigint(doctor->params, NAMED_MAX);
    if (pg_exec(doctor->pg, SQL_DOCTOR_DIRECTORY, doctor->params, &rows, &err) != OK) {
        doctor_blind(doctor, "the directory", &err);
        return;
    }
    int64_t units = pg_rows_bigint(&rows, 0, COLUMN_UNITS);
    if (units == 0)
        doctor_note(doctor,
                    "the directory is empty: codes have no names, and units that are silent "
                    "are not seen; `shouwen-admin load directory FOLDER`");
    else if (pg_rows_bigint(&rows, 0, COLUMN_STRANGERS) > 0)
        judge_strangers(doctor, &rows);
    else
        doctor_fine(doctor,
                    "the directory has %" PRId64 " units, and knows all who stand in the books",
                    units);
    pg_rows_done(&rows);
}
