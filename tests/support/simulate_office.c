/* simulate_office -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/office.c"
