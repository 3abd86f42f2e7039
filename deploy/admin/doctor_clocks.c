/* doctor_clocks -- are there cases for which nobody laid down a limit? */
#include <inttypes.h>

#include "doctor.h"
#include "sql.h"

void doctor_clocks(struct doctor *doctor)
{
    struct pg_rows rows;
    if (!doctor->has_schema || !doctor_ask(doctor, "the clocks", SQL_DOCTOR_CLOCKS, &rows))
        return;
    int64_t count = pg_rows_bigint(&rows, 0, 0);
    if (count > 0)
        doctor_note(doctor,
                    "no row of the policy is for %" PRId64 " case%s, %.*s%s, whose limit is that "
                    "of its default row; book.clock_by_default lists them, `shouwen-admin load "
                    "policy FILE` gives them rows",
                    count, count == 1 ? "" : "s", STR_ARG(pg_rows_text(&rows, 0, 1)),
                    count == 1 ? "" : " first");
    pg_rows_done(&rows);
}
