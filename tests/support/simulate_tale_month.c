/* simulate_tale_month -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/tale_month.c"
