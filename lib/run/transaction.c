/* transaction -- see transaction.h. */
#include "run/transaction.h"

enum outcome transaction_run(struct pg *pg,
                             enum outcome (*work)(struct pg *pg, void *context, struct err *err),
                             void *context, struct err *err)
{
    if (pg_script(pg, "BEGIN", err) != OK)
        return err->outcome;
    if (work(pg, context, err) == OK)
        return pg_script(pg, "COMMIT", err);

    struct err ignored = {.outcome = OK};
    /* What matters was said by `work`; a connection that is lost has rolled back by itself. */
    err_ignore(pg_script(pg, "ROLLBACK", &ignored));
    return err->outcome;
}
