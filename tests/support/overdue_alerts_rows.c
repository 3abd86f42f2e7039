/* overdue_alerts_rows -- the consumer's own rows, for programs that are not the consumer. */
#include "../../consumers/overdue-alerts/rows.c"
