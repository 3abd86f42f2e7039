/* simulate_names -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/names.c"
