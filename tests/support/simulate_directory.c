/* simulate_directory -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/directory.c"
