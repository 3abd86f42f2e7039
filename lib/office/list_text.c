/* list_text -- see list_text.h. */
#include "office/list_text.h"

#include <string.h>

/* Between the items of a list. */
static const char *const separators[] = {",", ";", "、", "，", "；"};

bool list_text_next(struct str *list, struct str *item_out)
{
    while (list->len > 0 && list->ptr[0] == ' ')
        *list = (struct str) {.ptr = list->ptr + 1, .len = list->len - 1};
    if (list->len == 0)
        return false;
    size_t len = list->len;
    size_t behind = 0; /* the separator's length */
    for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
        size_t width = strlen(separators[i]);
        const char *found = memmem(list->ptr, len, separators[i], width);
        if (found == NULL)
            continue;
        len = (size_t) (found - list->ptr);
        behind = width;
    }
    *item_out = (struct str) {.ptr = list->ptr, .len = len};
    while (item_out->len > 0 && item_out->ptr[item_out->len - 1] == ' ')
        item_out->len--;
    *list = (struct str) {.ptr = list->ptr + len + behind, .len = list->len - len - behind};
    return true;
}
