/* simulate_person -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/person.c"
