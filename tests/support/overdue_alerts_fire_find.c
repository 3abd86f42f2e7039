/* overdue_alerts_fire_find -- the consumer's own fire_find.c, for tests of it. */
#include "../../consumers/overdue-alerts/fire_find.c"
