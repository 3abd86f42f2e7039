/* overdue_alerts_fire_decide -- the consumer's own fire_decide.c, for tests of it. */
#include "../../consumers/overdue-alerts/fire_decide.c"
