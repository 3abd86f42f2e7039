/* simulate_city_plan -- part of shouwen-simulate, for programs that are not it. */
#include "../../producers/simulate/city_plan.c"
