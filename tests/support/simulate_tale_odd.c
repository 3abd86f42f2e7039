/* simulate_tale_odd -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/tale_odd.c"
