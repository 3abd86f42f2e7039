/* test_event_word -- enumerations as people write them. */
#include "wire/event_word.h"

#include <string.h>

#include "support/cmocka.h"

static struct event_place channel(void)
{
    struct event_place place = {.kind = EVENT_ACCEPTED};
    while (strcmp(event_fields_of(EVENT_ACCEPTED).items[place.index].name, "channel") != 0)
        place.index++;
    return place;
}

static void a_word_is_the_end_of_the_name(void **state)
{
    (void) state;
    int value = 0;
    assert_true(event_word_find(channel(), STR("hotline"), &value));
    assert_int_equal(value, CHANNEL_HOTLINE);
    assert_true(event_word_find(event_place_of_texts(), STR("note"), &value));
    assert_int_equal(value, TEXT_FIELD_NOTE);
    assert_false(event_word_find(channel(), STR("unspecified"), &value));
    assert_false(event_word_find(channel(), STR("hotlinf"), &value));
}

static void the_words_are_listed_as_far_as_there_is_room(void **state)
{
    (void) state;
    char words[64];
    event_words(channel(), words, sizeof(words));
    assert_string_equal(words, "call, visit, letter, mailbox, hotline, other");
    event_words(channel(), words, 16);
    assert_string_equal(words, "call, visit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_the_end_of_the_name),
        cmocka_unit_test(the_words_are_listed_as_far_as_there_is_room),
    };
    return RUN(tests);
}
