/* hotline_history -- part of shouwen-hotline, for programs that are not it. */
#include "../../producers/hotline/history.c"
