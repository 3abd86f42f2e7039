/* mailbox_letter -- part of shouwen-mailbox, for programs that are not it. */
#include "../../producers/mailbox/letter.c"
