/* fields_check -- see fields_check.h. */
#include "wire/fields_check.h"

#include <inttypes.h>
#include <string.h>

#include "base/civil.h"
#include "wire/text.h"

/* From the first instant of 2000 to before that of 2101, in Asia/Shanghai. */
static const int64_t TIME_MIN_US = 10957 * CIVIL_DAY_US - CIVIL_ZONE_S * CIVIL_SECOND_US;
static const int64_t TIME_END_US = 47847 * CIVIL_DAY_US - CIVIL_ZONE_S * CIVIL_SECOND_US;

/* Where we are, and what the words of a refusal need. */
struct place {
    const char *message;
    const struct event_field *field;
    int64_t latest_us; /* a time that may not lie ahead may not be later */
    struct err *err;
};

static enum outcome is_missing(const struct place *place)
{
    return err_reason(place->err, REJECT, REASON_MISSING, "%s.%s is missing", place->message,
                      place->field->name);
}

/* `part` is "" or "[]" or ".unit": where in the field the code is. */
static enum outcome check_text(const struct place *place, const char *part, struct str text)
{
    if (text.len > CODE_BYTES_MAX)
        return err_reason(place->err, REJECT, REASON_LENGTH,
                          "%s.%s%s has %zu bytes, and may have %d", place->message,
                          place->field->name, part, text.len, CODE_BYTES_MAX);
    enum text_fault fault = text_check(text, TEXT_CODE);
    if (fault != TEXT_FINE)
        return err_reason(place->err, REJECT, REASON_ENCODING, "%s.%s%s %s", place->message,
                          place->field->name, part, text_fault_words(fault));
    return OK;
}

static enum outcome check_code(const struct place *place, const void *value)
{
    const struct str *text = value;
    if (text->len == 0)
        return place->field->required ? is_missing(place) : OK;
    return check_text(place, "", *text);
}

static enum outcome check_codes(const struct place *place, const void *value)
{
    const struct codes *codes = value;
    if (codes->count > (size_t) place->field->max)
        return err_reason(place->err, REJECT, REASON_LENGTH,
                          "%s.%s has %zu items, and may have %" PRId64, place->message,
                          place->field->name, codes->count, place->field->max);
    for (size_t i = 0; i < codes->count; i++) {
        if (codes->items[i].len == 0)
            return err_reason(place->err, REJECT, REASON_MISSING, "%s.%s[%zu] is empty",
                              place->message, place->field->name, i);
        if (check_text(place, "[]", codes->items[i]) != OK)
            return REJECT;
    }
    return OK;
}

static enum outcome check_range(const struct place *place, int64_t number, int64_t min)
{
    if (number == 0 && place->field->required)
        return is_missing(place);
    if (number < min || number > place->field->max)
        return err_reason(place->err, REJECT, REASON_RANGE,
                          "%s.%s is %" PRId64 ", outside %" PRId64 " to %" PRId64, place->message,
                          place->field->name, number, min, place->field->max);
    return OK;
}

static enum outcome check_int(const struct place *place, const void *value)
{
    return check_range(place, *(const int64_t *) value, 0);
}

static enum outcome check_signed(const struct place *place, const void *value)
{
    return check_range(place, *(const int64_t *) value, -place->field->max);
}

static enum outcome check_bool(const struct place *place, const void *value)
{
    (void) place;
    (void) value;
    return OK;
}

static enum outcome check_enum(const struct place *place, const void *value)
{
    int number = 0;
    memcpy(&number, value, sizeof(number));
    if (number == 0)
        return place->field->required ? is_missing(place) : OK;
    if (number < 0 || number >= place->field->max)
        return err_reason(place->err, REJECT, REASON_UNKNOWN_VALUE,
                          "%s.%s is %d, which this version does not know", place->message,
                          place->field->name, number);
    return OK;
}

static enum outcome check_set(const struct place *place, const void *value)
{
    uint32_t set = *(const uint32_t *) value;
    if (set == 0)
        return place->field->required ? is_missing(place) : OK;
    if ((set & 1) != 0 || set >= SET_OF(place->field->max))
        return err_reason(place->err, REJECT, REASON_UNKNOWN_VALUE,
                          "%s.%s holds a value which this version does not know", place->message,
                          place->field->name);
    return OK;
}

static enum outcome refuse_time(const struct place *place, int64_t at_us, const char *words)
{
    char text[CIVIL_TEXT_MAX];
    civil_text(at_us, text);
    return err_reason(place->err, REJECT, REASON_TIME, "%s.%s is %s: %s", place->message,
                      place->field->name, words, text);
}

static enum outcome check_time(const struct place *place, const void *value)
{
    int64_t at_us = *(const int64_t *) value;
    if (at_us == 0)
        return place->field->required ? is_missing(place) : OK;
    if (at_us < TIME_MIN_US || at_us >= TIME_END_US)
        return refuse_time(place, at_us, "outside 2000 to 2100");
    if (at_us > place->latest_us && place->field->max != FIELD_TIME_MAY_LIE_AHEAD)
        return refuse_time(place, at_us, "more than a day after the broker's time");
    return OK;
}

static enum outcome check_party(const struct place *place, const void *value)
{
    const struct party *party = value;
    if (party->unit.len == 0 && place->field->required)
        return err_reason(place->err, REJECT, REASON_MISSING, "%s.%s.unit is missing",
                          place->message, place->field->name);
    if (party->unit.len == 0 && party->section.len != 0)
        return err_reason(place->err, REJECT, REASON_MISSING,
                          "%s.%s.unit is missing, and its section wants one", place->message,
                          place->field->name);
    if (check_text(place, ".unit", party->unit) != OK ||
        check_text(place, ".section", party->section) != OK)
        return REJECT;
    return check_text(place, ".person", party->person);
}

static enum outcome check_uuid(const struct place *place, const void *value)
{
    return place->field->required && uuid_is_zero(value) ? is_missing(place) : OK;
}

typedef enum outcome check_one(const struct place *, const void *value);
static check_one *const check_by_type[] = {
    [FIELD_CODE] = check_code,     [FIELD_CODES] = check_codes, [FIELD_INT] = check_int,
    [FIELD_SIGNED] = check_signed, [FIELD_BOOL] = check_bool,   [FIELD_ENUM] = check_enum,
    [FIELD_SET] = check_set,       [FIELD_TIME] = check_time,   [FIELD_PARTY] = check_party,
    [FIELD_UUID] = check_uuid,     [FIELD_DIGEST] = check_bool,
};

enum outcome fields_check(const struct fields_named *named, int64_t latest_us, const void *value,
                          struct err *err)
{
    struct place place = {.message = named->name, .latest_us = latest_us, .err = err};
    for (size_t i = 0; i < named->fields.count; i++) {
        place.field = &named->fields.items[i];
        const void *member = (const char *) value + place.field->offset;
        enum outcome outcome = check_by_type[place.field->type](&place, member);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}
