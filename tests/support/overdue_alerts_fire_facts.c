/* overdue_alerts_fire_facts -- the consumer's own fire_facts.c, for tests of it. */
#include "../../consumers/overdue-alerts/fire_facts.c"
