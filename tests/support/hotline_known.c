/* hotline_known -- part of shouwen-hotline, for programs that are not it. */
#include "../../producers/hotline/known.c"
