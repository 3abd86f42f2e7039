/* build -- see build.h. */
#include "support/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/words.h"
#include "support/cmocka.h"

enum { ARENA_BYTES = 16 << 20, EVENTS_MAX = 10000, TEXT_MAX = 4096 };

static struct {
    struct arena arena;
    struct case_file file;
    const struct event *events[EVENTS_MAX];
    struct life life;
    char text[4][TEXT_MAX];
} build;

static struct str text_of(const char *text)
{
    return str_from(text);
}

void build_begin(void)
{
    struct err err;
    if (build.arena.memory == NULL)
        assert_int_equal(arena_init(&build.arena, ARENA_BYTES, &err), OK);
    arena_reset(&build.arena);
    build.file = (struct case_file) {
        .subject = {{BUILD_CASE_BYTE}},
        .subject_kind = SUBJECT_CASE,
        .case_source = text_of("book"),
        .case_number = text_of("1"),
        .events = build.events,
        .capacity = EVENTS_MAX,
    };
}

void build_unit_year(void)
{
    build_begin();
    build.file.subject_kind = SUBJECT_UNIT_YEAR;
}

struct event *build_add(struct event event)
{
    assert_true(build.file.count < EVENTS_MAX);
    struct event *kept = arena_alloc(&build.arena, sizeof(*kept));
    assert_non_null(kept);
    size_t number = build.file.count + 1;
    *kept = event;
    kept->subject = build.file.subject;
    kept->subject_kind = build.file.subject_kind;
    if (uuid_is_zero(&kept->id)) {
        kept->id.bytes[0] = (unsigned char) number;
        kept->id.bytes[1] = (unsigned char) (number >> 8);
    }
    if (kept->precision == 0)
        kept->precision = PRECISION_INSTANT;
    if (kept->recorded_at_us == 0)
        kept->recorded_at_us = kept->occurred_at_us;
    if (kept->source.len == 0)
        kept->source = text_of("book");
    build.events[build.file.count++] = kept;
    return kept;
}

void build_add_all(const struct event *events)
{
    for (; events->occurred_at_us != 0; events++)
        (void) build_add(*events);
}

static int compare(const void *a, const void *b)
{
    return event_compare(*(const struct event *const *) a, *(const struct event *const *) b);
}

const struct case_file *build_file(void)
{
    qsort(build.events, build.file.count, sizeof(build.events[0]), compare);
    return &build.file;
}

const struct life *build_fold(void)
{
    struct err err;
    assert_int_equal(fold(build_file(), &build.arena, &build.life, &err), OK);
    return &build.life;
}

struct arena *build_arena(void)
{
    return &build.arena;
}

struct rows build_rows(const struct table *table)
{
    struct rows rows;
    struct err err;
    assert_int_equal(rows_init(&rows, table, 4, &build.arena, &err), OK);
    return rows;
}

/* What is printed so far; a text too long ends the test. */
static void append(char *text, const char *format, struct str a, struct str b)
{
    size_t len = strlen(text);
    char word_a[256];
    char word_b[256];
    (void) snprintf(word_a, sizeof(word_a), "%.*s", STR_ARG(a));
    (void) snprintf(word_b, sizeof(word_b), "%.*s", STR_ARG(b));
    int added = snprintf(text + len, TEXT_MAX - len, "%s%s%s%s", len == 0 ? "" : format, word_a,
                         b.len == 0 ? "" : " ", word_b);
    assert_true(added >= 0 && (size_t) added < TEXT_MAX - len);
}

static int compare_parts(const void *a, const void *b)
{
    const struct part *const *left = a;
    const struct part *const *right = b;
    int order = str_compare((*left)->unit, (*right)->unit);
    return order != 0 ? order : str_compare((*left)->section, (*right)->section);
}

const char *build_sections(const struct life *life)
{
    const struct part *parts[64];
    size_t count = 0;
    for (int32_t i = 0; i < life->parts.count; i++) {
        assert_true(count < sizeof(parts) / sizeof(parts[0]));
        if (life->parts.items[i].has_row)
            parts[count++] = &life->parts.items[i];
    }
    qsort(parts, count, sizeof(parts[0]), compare_parts);
    char *text = build.text[0];
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        char name[256];
        (void) snprintf(name, sizeof(name), "%.*s/%.*s", STR_ARG(parts[i]->unit),
                        STR_ARG(parts[i]->section));
        append(text, "; ", text_of(name), word_entry(parts[i]->entry));
        append(text, " ",
               parts[i]->handling == HANDLING_NONE ? text_of("none")
                                                   : word_handling(parts[i]->handling),
               (struct str) {0});
    }
    return text;
}

const char *build_units(const struct life *life)
{
    char *text = build.text[1];
    text[0] = '\0';
    for (int32_t i = 0; i < life->units.count; i++)
        append(text, "; ", life->units.items[i].unit, word_handling(life->units.items[i].handling));
    return text;
}

const char *build_flags(const struct life *life)
{
    char *text = build.text[2];
    text[0] = '\0';
    for (int flag = 0; flag < LIFE_FLAGS_COUNT; flag++)
        if ((life->flags >> flag & 1) != 0)
            append(text, ",", text_of(life_flag_name((enum life_flag) flag)), (struct str) {0});
    return text;
}

const char *build_state(const struct life *life)
{
    (void) snprintf(build.text[3], TEXT_MAX, "%.*s, hops %d, loops %d, returns %d",
                    STR_ARG(word_status(life->status)), life->hops, life->loops, life->returns);
    return build.text[3];
}

int64_t build_at_us(const char *text)
{
    int64_t at_us = 0;
    assert_true(civil_parse(text_of(text), &at_us));
    return at_us;
}
