/* simulate_city -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/city.c"
