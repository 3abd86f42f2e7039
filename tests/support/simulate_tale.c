/* simulate_tale -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/tale.c"
