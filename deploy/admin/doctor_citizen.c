/* doctor_citizen -- is personal data kept as it must be? */
#include <inttypes.h>

#include "doctor.h"
#include "sql.h"

void doctor_citizen(struct doctor *doctor)
{
    struct pg_rows rows;
    if (!doctor->has_schema)
        return;
    if (!doctor_ask(doctor, "how personal data is kept", SQL_DOCTOR_CITIZEN, &rows))
        return;
    struct str loud = pg_rows_text(&rows, 0, 0);
    bool is_whole = pg_rows_boolean(&rows, 0, 1);
    int64_t broken_off = pg_rows_bigint(&rows, 0, 2);
    if (loud.len > 0)
        doctor_wrong(doctor,
                     "as a superuser, run what migration keep_values_out_of_logs "
                     "holds",
                     "PostgreSQL may write personal values of %.*s into its log", STR_ARG(loud));
    if (!is_whole)
        doctor_wrong(doctor,
                     "see citizen.access_log_faults(): a call that was rolled back is in the "
                     "server's log; entries that were changed are a matter for those who supervise",
                     "the log of who saw personal data is not whole");
    if (broken_off > 0)
        doctor_wrong(doctor, "repeat `shouwen-citizen-register erase` of each",
                     "orders to erase that were broken off: %" PRId64, broken_off);
    if (loud.len == 0 && is_whole && broken_off == 0)
        doctor_fine(doctor, "personal data stays out of the server's log, and who saw it is kept");
    pg_rows_done(&rows);
}
