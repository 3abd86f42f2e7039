/* master_rows -- the master ledger's pure part, for tests of it. */
#include "../../consumers/master-ledger/rows.c"
