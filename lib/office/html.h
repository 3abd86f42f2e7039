/* html -- text within HTML: nothing that was typed somewhere can become markup. */
#ifndef SHOUWEN_OFFICE_HTML_H
#define SHOUWEN_OFFICE_HTML_H

#include <stdio.h>

#include "base/str.h"

/* Escaped, for text and for attributes in double quotes.  Errors stay in the file (ferror). */
void html_put(FILE *out, struct str text);

/* The same, isolated: what runs from right to left turns nothing around it. */
void html_put_isolated(FILE *out, struct str text);

#endif
