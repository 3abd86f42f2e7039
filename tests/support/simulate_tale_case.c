/* simulate_tale_case -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/tale_case.c"
