/* html -- see html.h. */
#include "office/html.h"

/* NULL: as it is.  HTML has no word for a control character, so those are shown as U+FFFD. */
static const char *escape(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        break;
    }
    bool is_control = (unsigned char) c < ' ' && c != '\n' && c != '\t';
    return is_control || c == 0x7f ? "\xEF\xBF\xBD" : NULL;
}

void html_put(FILE *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *escaped = escape(text.ptr[i]);
        if (escaped != NULL)
            (void) fputs(escaped, out);
        else
            (void) putc(text.ptr[i], out);
    }
}

void html_put_isolated(FILE *out, struct str text)
{
    (void) fputs("<bdi>", out);
    html_put(out, text);
    (void) fputs("</bdi>", out);
}
