/* template -- see template.h. */
#include "office/template.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/cell_text.h"
#include "office/list_text.h"

enum { WORDS_FIRST = 16, SEQUENCE_BYTES_MAX = 24, LIST_ITEMS_MAX = 32 };

static bool begins_with(struct str text, struct str beginning)
{
    return text.len >= beginning.len && memcmp(text.ptr, beginning.ptr, beginning.len) == 0;
}

/* ---- reading ---- */

static struct template_part *add_part(struct template *template, struct err *err)
{
    if (template->count == TEMPLATE_PARTS_MAX) {
        err_ignore(err_reason(err, FATAL, REASON_LENGTH, "a value has more than %d parts",
                              TEMPLATE_PARTS_MAX));
        return NULL;
    }
    struct template_part *part = &template->parts[template->count++];
    *part = (struct template_part) {.kind = PART_TEXT};
    return part;
}

/* One of the names between braces. */
static enum outcome read_name(struct str name, struct template_part *part, struct err *err)
{
    static const struct str before = {.ptr = "before:", .len = 7};
    struct str literal = cell_trim(name);
    part->kind = PART_COLUMN;
    if (literal.len >= 2 && literal.ptr[0] == '"' && literal.ptr[literal.len - 1] == '"') {
        part->kind = PART_TEXT;
        part->text = (struct str) {.ptr = literal.ptr + 1, .len = literal.len - 2};
        return OK;
    }
    if (begins_with(name, before)) {
        part->kind = PART_BEFORE;
        name = (struct str) {.ptr = name.ptr + before.len, .len = name.len - before.len};
    } else if (begins_with(cell_trim(name), STR("$"))) {
        part->kind = PART_VARIABLE;
        name = cell_trim(name);
        name = (struct str) {.ptr = name.ptr + 1, .len = name.len - 1};
    }
    part->text = cell_trim(name);
    if (str_eq(part->text, STR("#")) && part->kind == PART_COLUMN)
        part->kind = PART_SEQUENCE;
    if (part->text.len == 0)
        return err_reason(err, FATAL, REASON_SYNTAX, "{%.*s} names no column", STR_ARG(name));
    return OK;
}

/* What stands between braces: names with "||" between them, then a map. */
static enum outcome read_reference(struct str inner, struct template *template, struct err *err)
{
    struct template_part *first = &template->parts[template->count - 1];
    struct template_part *part = first;
    struct str rest = inner;
    for (;;) {
        const char *bar = memchr(rest.ptr, '|', rest.len);
        struct str name = {.ptr = rest.ptr,
                           .len = bar == NULL ? rest.len : (size_t) (bar - rest.ptr)};
        if (read_name(name, part, err) != OK)
            return err->outcome;
        rest = (struct str) {.ptr = rest.ptr + name.len, .len = rest.len - name.len};
        if (!begins_with(rest, STR("||")))
            break;
        rest = (struct str) {.ptr = rest.ptr + 2, .len = rest.len - 2};
        part = add_part(template, err);
        if (part == NULL)
            return err->outcome;
        part->is_alternative = true;
    }
    if (rest.len == 0)
        return OK;
    struct str map = cell_trim((struct str) {.ptr = rest.ptr + 1, .len = rest.len - 1});
    if (map.len == 0)
        return err_reason(err, FATAL, REASON_SYNTAX, "{%.*s} names no map", STR_ARG(inner));
    for (; first <= part; first++)
        first->map_name = map;
    return OK;
}

enum outcome template_parse(struct str text, int line, struct template *template_out,
                            struct err *err)
{
    struct template template = {.line = line};
    const char *at = text.ptr;
    const char *end = text.ptr + text.len;
    while (at < end) {
        struct template_part *part = add_part(&template, err);
        if (part == NULL)
            return err->outcome;
        const char *close = *at == '{' ? memchr(at, '}', (size_t) (end - at)) : NULL;
        if (*at == '{' && end - at >= 2 && at[1] == '{') {
            part->text = (struct str) {.ptr = at, .len = 1};
            at += 2;
        } else if (*at == '{' && close == NULL) {
            return err_reason(err, FATAL, REASON_SYNTAX,
                              "a \"{\" is not closed; \"{{\" is a brace");
        } else if (*at == '{') {
            struct str inner = {.ptr = at + 1, .len = (size_t) (close - at - 1)};
            if (read_reference(inner, &template, err) != OK)
                return err->outcome;
            at = close + 1;
        } else {
            const char *next = memchr(at, '{', (size_t) (end - at));
            part->text =
                (struct str) {.ptr = at, .len = (size_t) ((next == NULL ? end : next) - at)};
            at += part->text.len;
        }
    }
    *template_out = template;
    return OK;
}

/* ---- maps ---- */

enum outcome value_map_add(struct value_map *map, struct value_word word, struct arena *arena,
                           struct err *err)
{
    if (str_eq(word.from, STR("*"))) {
        if (map->has_otherwise)
            return err_reason(err, FATAL, REASON_SYNTAX, "\"*\" is translated twice");
        map->has_otherwise = true;
        map->otherwise = word.to;
        return OK;
    }
    if (map->count == map->capacity) {
        size_t capacity = map->capacity == 0 ? WORDS_FIRST : 2 * map->capacity;
        struct value_word *words = arena_alloc(arena, capacity * sizeof(*words));
        if (words == NULL)
            return err_reason(err, FATAL, REASON_LENGTH, "the mapping is too large");
        if (map->count > 0)
            memcpy(words, map->words, map->count * sizeof(*words));
        map->words = words;
        map->capacity = capacity;
    }
    map->words[map->count++] = word;
    return OK;
}

static int compare_words(const void *a, const void *b)
{
    return str_compare(((const struct value_word *) a)->from,
                       ((const struct value_word *) b)->from);
}

enum outcome value_map_sort(struct value_map *map, struct err *err)
{
    if (map->count > 1)
        qsort(map->words, map->count, sizeof(map->words[0]), compare_words);
    for (size_t i = 1; i < map->count; i++)
        if (str_eq(map->words[i - 1].from, map->words[i].from))
            return err_reason(err, FATAL, REASON_SYNTAX, "[map %.*s] translates \"%.*s\" twice",
                              STR_ARG(map->name), STR_ARG(map->words[i].from));
    return OK;
}

bool value_map_find(const struct value_map *map, struct str from, struct str *to_out)
{
    struct value_word wanted = {.from = from};
    const struct value_word *found =
        map->count == 0 ? NULL
                        : bsearch(&wanted, map->words, map->count, sizeof(wanted), compare_words);
    if (found == NULL && !map->has_otherwise)
        return false;
    *to_out = found != NULL ? found->to : str_eq(map->otherwise, STR("*")) ? from : map->otherwise;
    return true;
}

/* ---- filling in ---- */

static enum outcome part_fill(const struct template_part *part, const struct template_row *row,
                              struct str *text_out, struct err *err)
{
    switch (part->kind) {
    case PART_TEXT:
        *text_out = part->text;
        return OK;
    case PART_COLUMN:
        *text_out = cell_trim(row->fields[part->column]);
        return OK;
    case PART_BEFORE:
        *text_out = row->before == NULL ? STR("") : cell_trim(row->before[part->column]);
        return OK;
    case PART_VARIABLE:
        *text_out = *part->variable;
        return OK;
    case PART_SEQUENCE: {
        char *number = arena_alloc(row->arena, SEQUENCE_BYTES_MAX);
        if (number == NULL)
            return err_set(err, RETRY, "no room for a row's values");
        int len = snprintf(number, SEQUENCE_BYTES_MAX, "%" PRIu64, row->sequence);
        *text_out = (struct str) {.ptr = number, .len = (size_t) len};
        return OK;
    }
    }
    return OK;
}

static enum outcome join(const struct str *texts, size_t count, struct arena *arena,
                         struct str *text_out, struct err *err)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += texts[i].len;
    char *joined = arena_alloc(arena, len + 1);
    if (joined == NULL)
        return err_set(err, RETRY, "no room for a row's values");
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (texts[i].len > 0)
            memcpy(joined + at, texts[i].ptr, texts[i].len);
        at += texts[i].len;
    }
    *text_out = (struct str) {.ptr = joined, .len = len};
    return OK;
}

/* Each item of a list by itself; false: one of them is not known. */
static bool translate_items(const struct value_map *map, struct arena *arena, struct str *text,
                            struct err *err)
{
    struct str texts[2 * LIST_ITEMS_MAX];
    struct str list = *text;
    struct str item;
    size_t count = 0;
    while (list_text_next(&list, &item)) {
        if (count == 2 * LIST_ITEMS_MAX || !value_map_find(map, item, &texts[count + 1]))
            return false;
        texts[count] = count == 0 ? STR("") : STR(",");
        count += 2;
    }
    return join(texts, count, arena, text, err) == OK;
}

static enum outcome translate(const struct template_part *part, struct arena *arena,
                              struct str *text, struct template_fault *fault_out, struct err *err)
{
    if (part->map == NULL || text->len == 0)
        return OK;
    struct str from = *text;
    if (value_map_find(part->map, from, text) ||
        (part->is_list && translate_items(part->map, arena, text, err)))
        return OK;
    *fault_out = (struct template_fault) {.part = part, .value = from};
    return err_reason(err, REJECT, REASON_UNKNOWN_VALUE, "[map %.*s] does not translate it",
                      STR_ARG(part->map->name));
}

enum outcome template_fill(const struct template *template, const struct template_row *row,
                           struct str *text_out, struct template_fault *fault_out, struct err *err)
{
    struct str texts[TEMPLATE_PARTS_MAX];
    *fault_out = (struct template_fault) {.part = NULL};
    bool has_value = false; /* one of the alternatives spoke */
    for (size_t i = 0; i < template->count; i++) {
        const struct template_part *part = &template->parts[i];
        texts[i] = STR("");
        if (part->is_alternative && has_value)
            continue;
        if (part_fill(part, row, &texts[i], err) != OK ||
            translate(part, row->arena, &texts[i], fault_out, err) != OK)
            return err->outcome;
        has_value = texts[i].len > 0;
    }
    if (template->count == 0)
        *text_out = STR("");
    else if (template->count == 1)
        *text_out = texts[0];
    else
        return join(texts, template->count, row->arena, text_out, err);
    return OK;
}
