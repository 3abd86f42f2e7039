/* overdue_alerts_fire -- the consumer's own fire.c, for tests of it. */
#include "../../consumers/overdue-alerts/fire.c"
