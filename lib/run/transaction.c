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

    /* What matters was said by `work`.  What cannot be rolled back is not left open for whoever
     * comes next: a connection that is lost has rolled back by itself. */
    struct err ignored = {.outcome = OK};
    if (pg_script(pg, "ROLLBACK", &ignored) != OK)
        pg_abandon(pg);
    return err->outcome;
}
