/* complaints -- see complaints.h. */
#include "office/complaints.h"

#include <stdarg.h>
#include <stdio.h>

#include "wire/text.h"

enum { VALUE_SHOWN_MAX = 128 };

void complain(struct complaints *complaints, struct place place, const char *format, ...)
{
    char text[COMPLAINT_TEXT_MAX];
    va_list arguments;
    int len = place.line == 0
                  ? snprintf(text, sizeof(text), "%.200s: ", place.file)
                  : snprintf(text, sizeof(text), "%.200s:%zu: ", place.file, place.line);
    va_start(arguments, format);
    (void) vsnprintf(text + len, sizeof(text) - (size_t) len, format, arguments);
    va_end(arguments);
    complaints->count++;
    complaints->tell(complaints->context, text);
}

void complain_of_value(struct complaints *complaints, struct place place, const char *field,
                       struct str value, const char *words)
{
    bool is_plain = value.len <= VALUE_SHOWN_MAX && text_check(value, TEXT_LINE) == TEXT_FINE;
    if (value.len == 0)
        complain(complaints, place, "%s %s", field, words);
    else
        complain(complaints, place, "%s '%.*s' %s", field, is_plain ? (int) value.len : 3,
                 is_plain ? value.ptr : "…", words);
}
