/* mapped_value -- see mapped_value.h. */
#include "office/mapped_value.h"

#include <string.h>

#include "office/list_text.h"

enum { WORDS_MAX = 160, ITEMS_MAX = 64 };

static void *place_of(struct event *event, const struct mapped_value *value)
{
    return (char *) event + value->field->field->offset;
}

static enum outcome set_int(struct event *event, const struct mapped_value *value, struct err *err)
{
    struct str text = value->text;
    bool is_negative = text.len > 1 && text.ptr[0] == '-';
    int64_t number = 0;
    for (size_t i = is_negative ? 1 : 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || number > (INT64_MAX - 9) / 10)
            return err_reason(err, REJECT, REASON_RANGE, "it is no whole number");
        number = 10 * number + (text.ptr[i] - '0');
    }
    *(int64_t *) place_of(event, value) = is_negative ? -number : number;
    return OK;
}

static enum outcome read_bool(struct str text, bool *is_true_out, struct err *err)
{
    static const char *const words[] = {"no", "yes", "false", "true", "0", "1", "否", "是"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!str_eq(text, str_from(words[i])))
            continue;
        *is_true_out = i % 2 == 1;
        return OK;
    }
    return err_reason(err, REJECT, REASON_UNKNOWN_VALUE, "it is neither yes nor no");
}

static enum outcome find_word(const struct mapped_value *value, struct str word, int *number_out,
                              struct err *err)
{
    if (event_word_find(value->place, word, number_out))
        return OK;
    char words[WORDS_MAX];
    event_words(value->place, words, sizeof(words));
    return err_reason(err, REJECT, REASON_UNKNOWN_VALUE, "it is none of %s", words);
}

static enum outcome set_enum(struct event *event, const struct mapped_value *value, struct err *err)
{
    int number = 0;
    if (find_word(value, value->text, &number, err) != OK)
        return err->outcome;
    memcpy(place_of(event, value), &number, sizeof(number));
    return OK;
}

static enum outcome set_set(struct event *event, const struct mapped_value *value, struct err *err)
{
    struct str list = value->text;
    struct str item;
    uint32_t set = 0;
    while (list_text_next(&list, &item)) {
        int number = 0;
        if (find_word(value, item, &number, err) != OK)
            return err->outcome;
        set |= SET_OF(number);
    }
    *(uint32_t *) place_of(event, value) = set;
    return OK;
}

static enum outcome set_codes(struct event *event, const struct mapped_value *value,
                              struct err *err)
{
    struct str list = value->text;
    struct str item;
    struct str *items = arena_alloc(value->arena, ITEMS_MAX * sizeof(*items));
    if (items == NULL)
        return err_set(err, RETRY, "no room for a row's values");
    size_t count = 0;
    while (list_text_next(&list, &item)) {
        if (count == ITEMS_MAX)
            return err_reason(err, REJECT, REASON_LENGTH, "it has more than %d items", ITEMS_MAX);
        if (item.len > 0)
            items[count++] = item;
    }
    *(struct codes *) place_of(event, value) = (struct codes) {.items = items, .count = count};
    return OK;
}

static enum outcome set_party(struct event *event, const struct mapped_value *value,
                              struct err *err)
{
    struct party *party = place_of(event, value);
    switch (value->field->party) {
    case PARTY_UNIT:
        party->unit = value->text;
        return OK;
    case PARTY_SECTION:
        party->section = value->text;
        return OK;
    case PARTY_PERSON:
        party->person = value->text;
        return OK;
    case PARTY_IS_OUTSIDE:
        return read_bool(value->text, &party->is_outside, err);
    }
    return OK;
}

static enum outcome set_time(struct event *event, const struct mapped_value *value, struct err *err)
{
    enum precision precision = PRECISION_INSTANT;
    return book_time_read(value->text, value->calendar, place_of(event, value), &precision, err);
}

static enum outcome set_uuid(struct event *event, const struct mapped_value *value, struct err *err)
{
    if (!uuid_parse(value->text, place_of(event, value)))
        return err_reason(err, REJECT, REASON_ID, "it is no canonical UUID");
    return OK;
}

enum outcome mapped_value_set(struct event *event, const struct mapped_value *value,
                              struct err *err)
{
    if (value->field->target == TARGET_AT)
        return book_time_read(value->text, value->calendar, &event->occurred_at_us,
                              &event->precision, err);
    switch (value->field->field->type) {
    case FIELD_CODE:
        *(struct str *) place_of(event, value) = value->text;
        return OK;
    case FIELD_CODES:
        return set_codes(event, value, err);
    case FIELD_INT:
    case FIELD_SIGNED:
        return set_int(event, value, err);
    case FIELD_BOOL:
        return read_bool(value->text, place_of(event, value), err);
    case FIELD_ENUM:
        return set_enum(event, value, err);
    case FIELD_SET:
        return set_set(event, value, err);
    case FIELD_TIME:
        return set_time(event, value, err);
    case FIELD_PARTY:
        return set_party(event, value, err);
    case FIELD_UUID:
        return set_uuid(event, value, err);
    case FIELD_DIGEST: /* no mapping can name it */
        return OK;
    }
    return OK;
}
