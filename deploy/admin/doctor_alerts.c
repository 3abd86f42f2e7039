/* doctor_alerts -- has everything that rang an alert? */
#include <inttypes.h>

#include "doctor.h"
#include "sql.h"

void doctor_alerts(struct doctor *doctor)
{
    struct pg_rows rows;
    if (!doctor->has_schema || !doctor_ask(doctor, "alerts", SQL_DOCTOR_ALERTS, &rows))
        return;
    int64_t count = pg_rows_bigint(&rows, 0, 0);
    if (count == 0)
        doctor_fine(doctor, "every rung that rang within a day has its alert");
    else
        doctor_wrong(doctor,
                     "see that overdue-alerts runs, and what its log says of clocks, halted "
                     "partitions and cases dated anew",
                     "%" PRId64 " rungs rang and have no alert, the oldest for %" PRId64 " s",
                     count, pg_rows_bigint(&rows, 0, 1));
    pg_rows_done(&rows);
}
