/* rules_pg -- see rules_pg.h. */
#include "run/rules_pg.h"

#include "sql.h"

enum outcome rules_pg_read(struct pg *pg, struct rules *rules_out, struct err *err)
{
    struct pg_rows rows;
    if (pg_exec(pg, SQL_RULES_VERSION, NULL, &rows, err) != OK)
        return err_wrap(err, "read the rules");
    rules_out->version = rows.count == 0 ? 0 : pg_rows_bigint(&rows, 0, 0);
    pg_rows_done(&rows);
    return OK;
}
