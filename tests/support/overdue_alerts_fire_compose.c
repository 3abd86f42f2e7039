/* overdue_alerts_fire_compose -- the consumer's own fire_compose.c, for tests of it. */
#include "../../consumers/overdue-alerts/fire_compose.c"
