/* simulate_tale_after -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/tale_after.c"
