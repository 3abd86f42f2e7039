/* mailbox_html_text -- part of shouwen-mailbox, for programs that are not it. */
#include "../../producers/mailbox/html_text.c"
