/* simulate_stream -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/stream.c"
