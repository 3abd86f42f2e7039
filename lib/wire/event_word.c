/* event_word -- see event_word.h. */
#include "wire/event_word.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "wire/proto_tables.h"

static const ProtobufCEnumDescriptor *enum_of(struct event_place place)
{
    const struct proto_tables *tables = proto_tables();
    const struct proto_message *message =
        place.kind == EVENT_KINDS_COUNT ? &tables->header : &tables->kinds[place.kind];
    assert(place.index < message->count);
    const ProtobufCFieldDescriptor *field = message->fields[place.index].proto;
    assert(field->type == PROTOBUF_C_TYPE_ENUM);
    return field->descriptor;
}

/* What follows the prefix that all values of the enumeration share with CHANNEL_UNSPECIFIED. */
static const char *bare_name(const ProtobufCEnumDescriptor *values, unsigned i)
{
    const char *first = values->values[0].name;
    const char *end = strstr(first, "UNSPECIFIED");
    assert(end != NULL);
    return values->values[i].name + (end - first);
}

static bool is_word(struct str word, const char *name)
{
    if (word.len != strlen(name))
        return false;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] != (char) tolower((unsigned char) name[i]))
            return false;
    return true;
}

bool event_word_find(struct event_place place, struct str word, int *value_out)
{
    const ProtobufCEnumDescriptor *values = enum_of(place);
    for (unsigned i = 0; i < values->n_values; i++) {
        if (values->values[i].value == 0 || !is_word(word, bare_name(values, i)))
            continue;
        *value_out = values->values[i].value;
        return true;
    }
    return false;
}

void event_words(struct event_place place, char *words_out, size_t size)
{
    const ProtobufCEnumDescriptor *values = enum_of(place);
    size_t len = 0;
    words_out[0] = '\0';
    for (unsigned i = 0; i < values->n_values; i++) {
        if (values->values[i].value == 0)
            continue;
        const char *name = bare_name(values, i);
        if (len + strlen(name) + 3 > size)
            return;
        if (len > 0) {
            memcpy(words_out + len, ", ", 2);
            len += 2;
        }
        for (; *name != '\0'; name++)
            words_out[len++] = (char) tolower((unsigned char) *name);
        words_out[len] = '\0';
    }
}

struct event_place event_place_of_texts(void)
{
    struct event_fields fields = event_fields_header();
    struct event_place place = {.kind = EVENT_KINDS_COUNT};
    while (strcmp(fields.items[place.index].name, "texts") != 0)
        place.index++;
    return place;
}
