/*
 * html_text -- what a reader of a mail in HTML sees, as text.
 *
 * Tags go, of style, script and title what is in them too; what begins a line begins one, spaces
 * are one space, the entities that mailers write are characters.  Not a browser: what it does not
 * know stands as it is written.
 */
#ifndef SHOUWEN_MAILBOX_HTML_TEXT_H
#define SHOUWEN_MAILBOX_HTML_TEXT_H

#include "base/str.h"

/* In the arena, never longer than the HTML.  RETRY: the arena is full. */
MUST_CHECK enum outcome html_text(struct str html, struct arena *arena, struct str *text_out,
                                  struct err *err);

#endif
