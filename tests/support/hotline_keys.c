/* hotline_keys -- part of shouwen-hotline, for programs that are not it. */
#include "../../producers/hotline/keys.c"
