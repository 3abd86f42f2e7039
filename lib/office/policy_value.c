/* policy_value -- see policy_value.h. */
#include "office/policy_value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void policy_read_limit(const struct fault_place *place, const char *field, struct str text,
                       struct limit *limit_out)
{
    enum limit_fault fault = text.len == 0 ? LIMIT_FINE : limit_parse(text, limit_out);
    if (fault != LIMIT_FINE)
        faults_of_value(place, field, text, limit_fault_words(fault));
}

void policy_read_number(const struct fault_place *place, const char *field, struct str text,
                        int64_t max, int64_t *number_out)
{
    char words[64];
    int64_t number = 0;
    size_t at = 0;
    for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9' && number <= max; at++)
        number = number * 10 + (text.ptr[at] - '0');
    if (at == text.len && number <= max) {
        *number_out = text.len == 0 ? *number_out : number;
        return;
    }
    (void) snprintf(words, sizeof(words), "is no number from 0 to %" PRId64, max);
    faults_of_value(place, field, text, words);
}

/* How long the mark is that parts words here; 0: none. */
static size_t gap_len(struct str text)
{
    static const char *const gaps[] = {" ", ",", ";", "、", "\uff0c", "\uff1b"};
    for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
        struct str gap = str_from(gaps[i]);
        if (text.len >= gap.len && memcmp(text.ptr, gap.ptr, gap.len) == 0)
            return gap.len;
    }
    return 0;
}

static void skip(struct str *text, size_t len)
{
    text->ptr += len;
    text->len -= len;
}

bool policy_next_word(struct str *rest, struct str *word_out)
{
    while (rest->len > 0 && gap_len(*rest) > 0)
        skip(rest, gap_len(*rest));
    struct str word = {.ptr = rest->ptr, .len = 0};
    for (; rest->len > 0 && gap_len(*rest) == 0; word.len++)
        skip(rest, 1);
    *word_out = word;
    return word.len > 0;
}
