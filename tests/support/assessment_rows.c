/* assessment_rows -- the consumer's own rows, for programs that are not the consumer. */
#include "../../consumers/assessment/rows.c"
