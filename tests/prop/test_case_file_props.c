/* test_case_file_props -- a file is a function of the set of events, whatever their arrival. */
#include "core/case_file.h"

#include <string.h>

#include "core/event_fields.h"
#include "support/cmocka.h"
#include "support/property.h"

static const char name[] = "case_file_props";

/* ---- what laws are made of; a full arena is a mistake of the test ---- */

static void *take(struct arena *arena, size_t size_bytes)
{
    void *memory = arena_alloc(arena, size_bytes);
    assert_non_null(memory);
    return memory;
}

static struct case_file_change add(struct case_file *file, const struct event *event,
                                   struct arena *arena)
{
    struct case_file_change change;
    struct err err;
    assert_int_equal(case_file_add(file, event, arena, &change, &err), OK);
    return change;
}

static struct case_file file_of(const struct event *const *events, size_t count,
                                struct arena *arena)
{
    struct case_file file;
    case_file_init(&file, events[0]);
    for (size_t i = 0; i < count; i++)
        (void) add(&file, events[i], arena);
    return file;
}

static struct str pack(const struct case_file *file, struct arena *arena)
{
    struct str bytes;
    struct err err;
    assert_int_equal(case_file_pack(file, arena, &bytes, &err), OK);
    return bytes;
}

static struct case_file unpack(struct str bytes, const struct uuid *subject, struct arena *arena)
{
    struct case_file file = {.count = 0};
    struct err err = {.text = ""};
    if (case_file_unpack(bytes, subject, arena, &file, &err) != OK)
        fail_msg("%s", err.text);
    return file;
}

static struct str content(const struct event *event, struct arena *arena)
{
    size_t len = event_content(event, NULL, 0);
    unsigned char *bytes = take(arena, len);
    assert_int_equal(event_content(event, bytes, len), len);
    return (struct str) {.ptr = (const char *) bytes, .len = len};
}

/* ---- the set again, as simple as it can be said ---- */

struct pair {
    struct str content;
    const struct event *event; /* recorded last of those with this content */
};

/* The different contents, smallest first. */
static size_t pairs_of(const struct event *const *events, size_t count, struct arena *arena,
                       struct pair *pairs_out)
{
    size_t pairs_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct pair pair = {content(events[i], arena), events[i]};
        size_t place = 0;
        while (place < pairs_count && str_compare(pairs_out[place].content, pair.content) < 0)
            place++;
        if (place < pairs_count && str_eq(pairs_out[place].content, pair.content)) {
            if (pair.event->recorded_at_us > pairs_out[place].event->recorded_at_us)
                pairs_out[place].event = pair.event;
            continue;
        }
        for (size_t j = pairs_count++; j > place; j--)
            pairs_out[j] = pairs_out[j - 1];
        pairs_out[place] = pair;
    }
    return pairs_count;
}

/* How many of the smallest find room, where those of one key stay or go together. */
static size_t fitting(const struct pair *pairs, size_t count)
{
    size_t fit = 0;
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += pairs[i].content.len;
        if (i + 1 > CASE_FILE_EVENTS_MAX || bytes > CASE_FILE_BYTES_MAX)
            return fit;
        if (i + 1 == count || event_compare(pairs[i].event, pairs[i + 1].event) != 0)
            fit = i + 1;
    }
    return fit;
}

static bool is_first_of_its_id(const struct pair *pairs, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (uuid_eq(&pairs[i].event->id, &pairs[index].event->id))
            return false;
    return true;
}

static const char *differs_from_model(const struct case_file *file,
                                      const struct event *const *events, size_t count,
                                      struct arena *arena)
{
    struct pair *pairs = take(arena, count * sizeof(*pairs));
    size_t fit = fitting(pairs, pairs_of(events, count, arena, pairs));
    size_t place = 0;
    size_t bytes = 0;
    for (size_t i = 0; i < fit; i++) {
        bytes += pairs[i].content.len;
        if (!is_first_of_its_id(pairs, i))
            continue;
        if (place == file->count)
            return "the file lacks an event of the model";
        const struct event *kept = file->events[place++];
        if (!str_eq(content(kept, arena), pairs[i].content))
            return "the file has another event than the model";
        if (kept->recorded_at_us != pairs[i].event->recorded_at_us)
            return "the file has another recorded_at than the model";
    }
    if (file->packed_bytes_max != bytes)
        return "the file counts other bytes than the model";
    return place == file->count ? NULL : "the file has an event more than the model";
}

/* ---- laws ---- */

static const char *it_is_the_set_of_the_model(struct gen *gen, struct arena *arena,
                                              const struct event **events, size_t count)
{
    gen_shuffle(gen, events, count);
    struct case_file file = file_of(events, count, arena);
    return differs_from_model(&file, events, count, arena);
}

static const char *arrival_does_not_matter(struct gen *gen, struct arena *arena,
                                           const struct event **events, size_t count)
{
    const struct event **again = take(arena, 2 * count * sizeof(const struct event *));
    struct case_file file = file_of(events, count, arena);
    gen_duplicate(gen, events, count, again, 2 * count);
    gen_shuffle(gen, again, 2 * count);
    struct case_file other = file_of(again, 2 * count, arena);
    return str_eq(pack(&file, arena), pack(&other, arena)) ? NULL : "another order, other bytes";
}

static const char *batches_do_not_matter(struct gen *gen, struct arena *arena,
                                         const struct event **events, size_t count)
{
    struct case_file whole = file_of(events, count, arena);
    struct case_file file;
    size_t batch_max = 1 + gen_number(gen, count);
    size_t left = batch_max;
    case_file_init(&file, events[0]);
    for (size_t i = 0; i < count; i++, left--) {
        if (left == 0) {
            file = unpack(pack(&file, arena), &events[0]->subject, arena);
            left = 1 + gen_number(gen, batch_max);
        }
        (void) add(&file, events[i], arena);
    }
    return str_eq(pack(&whole, arena), pack(&file, arena)) ? NULL : "other batches, other bytes";
}

static bool is_same_head(const struct case_file *a, const struct case_file *b)
{
    return uuid_eq(&a->subject, &b->subject) && a->subject_kind == b->subject_kind &&
           str_eq(a->case_source, b->case_source) && str_eq(a->case_number, b->case_number) &&
           a->count == b->count && a->packed_bytes_max == b->packed_bytes_max;
}

static const char *a_packed_file_comes_back(struct gen *gen, struct arena *arena,
                                            const struct event **events, size_t count)
{
    (void) gen;
    struct case_file file = file_of(events, count, arena);
    struct str bytes = pack(&file, arena);
    struct case_file back = unpack(bytes, &file.subject, arena);
    if (!is_same_head(&file, &back))
        return "unpacked, the file has another head";
    for (size_t i = 0; i < file.count; i++) {
        const struct event *a = file.events[i];
        const struct event *b = back.events[i];
        if (!str_eq(content(a, arena), content(b, arena)))
            return "unpacked, an event has another content";
        if (a->recorded_at_us != b->recorded_at_us || b->correlation_id.len != 0 ||
            !uuid_eq(&a->subject, &b->subject))
            return "unpacked, an event is not what it was";
    }
    return str_eq(pack(&back, arena), bytes) ? NULL : "packed again, other bytes";
}

/* Every content offered is in the file, or was told to have left. */
static const char *nobody_is_lost(struct gen *gen, struct arena *arena, const struct event **events,
                                  size_t count)
{
    struct pair *told = take(arena, 3 * count * sizeof(*told));
    size_t told_count = 0;
    struct case_file file;
    gen_shuffle(gen, events, count);
    case_file_init(&file, events[0]);
    for (size_t i = 0; i < count; i++) {
        struct case_file_change change = add(&file, events[i], arena);
        for (size_t j = 0; j < change.losers_count; j++)
            told[told_count++].content = content(change.losers[j].event, arena);
    }
    for (size_t i = 0; i < file.count; i++)
        told[told_count++].content = content(file.events[i], arena);
    for (size_t i = 0; i < count; i++) {
        struct str offered = content(events[i], arena);
        size_t found = 0;
        for (size_t j = 0; j < told_count; j++)
            found += str_eq(told[j].content, offered);
        if (found == 0)
            return "an event is neither in the file nor among those that left";
    }
    return NULL;
}

/* ---- contents ---- */

static bool is_same_field(const struct event_field *field, const void *a, const void *b)
{
    if (field->type == FIELD_CODE)
        return str_eq(*(const struct str *) a, *(const struct str *) b);
    if (field->type == FIELD_PARTY) {
        const struct party *left = a;
        const struct party *right = b;
        return str_eq(left->unit, right->unit) && str_eq(left->section, right->section) &&
               str_eq(left->person, right->person) && left->is_outside == right->is_outside;
    }
    if (field->type == FIELD_CODES) {
        const struct codes *left = a;
        const struct codes *right = b;
        bool is_same = left->count == right->count;
        for (size_t i = 0; is_same && i < left->count; i++)
            is_same = str_eq(left->items[i], right->items[i]);
        return is_same;
    }
    static const size_t sizes[] = {
        [FIELD_INT] = sizeof(int64_t),      [FIELD_SIGNED] = sizeof(int64_t),
        [FIELD_TIME] = sizeof(int64_t),     [FIELD_BOOL] = sizeof(bool),
        [FIELD_ENUM] = sizeof(uint32_t),    [FIELD_SET] = sizeof(uint32_t),
        [FIELD_UUID] = sizeof(struct uuid), [FIELD_DIGEST] = sizeof(struct digest),
    };
    return memcmp(a, b, sizes[field->type]) == 0;
}

static bool are_same_fields(struct event_fields fields, const struct event *a,
                            const struct event *b)
{
    for (size_t i = 0; i < fields.count; i++) {
        const struct event_field *field = &fields.items[i];
        bool is_content =
            strcmp(field->name, "recorded_at") != 0 && strcmp(field->name, "correlation_id") != 0;
        if (is_content && !is_same_field(field, (const char *) a + field->offset,
                                         (const char *) b + field->offset))
            return false;
    }
    return true;
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static const char *contents_sort_as_events_do(struct gen *gen, struct arena *arena,
                                              const struct event **events, size_t count)
{
    (void) gen;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            const struct event *a = events[i];
            const struct event *b = events[j];
            int by_content = str_compare(content(a, arena), content(b, arena));
            int by_event = event_compare(a, b);
            bool is_same = a->kind == b->kind && are_same_fields(event_fields_header(), a, b) &&
                           are_same_fields(event_fields_of(a->kind), a, b);
            if (by_event != 0 && sign(by_content) != sign(by_event))
                return "contents sort other than events";
            if ((by_content == 0) != is_same)
                return "equal contents are not equal events";
        }
    }
    return NULL;
}

/* ---- files that are too large ---- */

/* The same events as trainings of many people, so that about twenty of them fill a file. */
static void make_large(struct gen *gen, struct arena *arena, const struct event **events,
                       size_t count)
{
    struct str *persons = take(arena, CODES_COUNT_MAX * sizeof(*persons));
    char *long_name = take(arena, CODE_BYTES_MAX);
    memset(long_name, 'p', CODE_BYTES_MAX);
    for (size_t i = 0; i < CODES_COUNT_MAX; i++)
        persons[i] = (struct str) {.ptr = long_name, .len = CODE_BYTES_MAX};
    for (size_t i = 0; i < count; i++) {
        struct event *large = take(arena, sizeof(*large));
        *large = *events[i];
        large->kind = EVENT_TRAINING_HELD;
        memset(&large->training_held, 0, sizeof(large->training_held));
        large->training_held.persons.items = persons;
        large->training_held.persons.count =
            gen_chance(gen, 85) ? CODES_COUNT_MAX - gen_number(gen, 500) : gen_number(gen, 3);
        events[i] = large;
    }
}

static const char *the_smallest_stay_in_any_order(struct gen *gen, struct arena *arena,
                                                  const struct event **events, size_t count)
{
    static property_law *const laws[] = {it_is_the_set_of_the_model, arrival_does_not_matter,
                                         batches_do_not_matter, nobody_is_lost};
    const char *wrong = NULL;
    make_large(gen, arena, events, count);
    size_t mark = arena_mark(arena);
    for (size_t i = 0; i < sizeof(laws) / sizeof(laws[0]) && wrong == NULL; i++) {
        wrong = laws[i](gen, arena, events, count);
        arena_rewind(arena, mark);
    }
    return wrong;
}

/* ---- the tests ---- */

static void hold(property_law *law, size_t histories, unsigned odd_percent)
{
    struct property property = {
        .law = law,
        .histories = histories,
        .events_max = 40,
        .options = {.odd_percent = odd_percent},
    };
    property_hold(&property, name);
}

static void a_file_is_the_set_of_the_naive_model(void **state)
{
    (void) state;
    hold(it_is_the_set_of_the_model, 1500, 30);
    hold(it_is_the_set_of_the_model, 1000, 100);
}

static void order_and_repetition_change_no_byte(void **state)
{
    (void) state;
    hold(arrival_does_not_matter, 10000, 30);
}

static void batches_change_no_byte(void **state)
{
    (void) state;
    hold(batches_do_not_matter, 3000, 40);
}

static void what_was_packed_comes_back(void **state)
{
    (void) state;
    hold(a_packed_file_comes_back, 3000, 30);
}

static void every_event_offered_is_accounted_for(void **state)
{
    (void) state;
    hold(nobody_is_lost, 1000, 60);
}

static void contents_are_ordered_as_events_are(void **state)
{
    (void) state;
    hold(contents_sort_as_events_do, 300, 50);
}

static void a_full_file_is_the_same_in_any_order(void **state)
{
    (void) state;
    struct property property = {
        .law = the_smallest_stay_in_any_order,
        .histories = 8,
        .events_max = 32,
        .options = {.odd_percent = 70, .events_min = 26},
    };
    property_hold(&property, name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_the_set_of_the_naive_model),
        cmocka_unit_test(order_and_repetition_change_no_byte),
        cmocka_unit_test(batches_change_no_byte),
        cmocka_unit_test(what_was_packed_comes_back),
        cmocka_unit_test(every_event_offered_is_accounted_for),
        cmocka_unit_test(contents_are_ordered_as_events_are),
        cmocka_unit_test(a_full_file_is_the_same_in_any_order),
    };
    return RUN(tests);
}
