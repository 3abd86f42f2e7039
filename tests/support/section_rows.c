/* section_rows -- the section ledger's pure part, for tests of it. */
#include "../../consumers/section-ledger/rows.c"
