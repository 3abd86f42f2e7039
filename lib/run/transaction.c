/* transaction -- see transaction.h. */
#include "run/transaction.h"

enum outcome transaction_run(struct pg *pg,
                             enum outcome (*work)(struct pg *pg, void *context, struct err *err),
                             void *context, struct err *err)
{
    if (pg_script(pg, "BEGIN", err) != OK)
        return err->outcome;
    if (work(pg, context, err) == OK && pg_script(pg, "COMMIT", err) == OK)
        return OK;

    /* What matters is said.  A COMMIT that was not even sent has ended nothing.  What cannot be
     * rolled back is not left open for whoever comes next: a connection that is lost has rolled
     * back by itself. */
    struct err ignored = {.outcome = OK};
    if (pg_script(pg, "ROLLBACK", &ignored) != OK)
        pg_abandon(pg);
    return err->outcome;
}
