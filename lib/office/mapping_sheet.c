/* mapping_sheet -- see mapping_sheet.h. */
#include "office/mapping_sheet.h"

#include <string.h>

#include "office/cell_text.h"
#include "office/mapping_read.h"

enum outcome mapping_words_read(struct mapping *mapping, const char *text,
                                struct mapping_words *words_out, struct err *err)
{
    static const char *const separators[] = {",", "，", "、"};
    struct str rest;
    if (mapping_keep(mapping, text, &rest, err) != OK)
        return err->outcome;
    while (rest.len > 0) {
        size_t len = rest.len;
        size_t behind = 0; /* the separator's length */
        for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
            const char *found = memmem(rest.ptr, len, separators[i], strlen(separators[i]));
            if (found == NULL)
                continue;
            len = (size_t) (found - rest.ptr);
            behind = strlen(separators[i]);
        }
        struct str word = cell_trim((struct str) {.ptr = rest.ptr, .len = len});
        rest = (struct str) {.ptr = rest.ptr + len + behind, .len = rest.len - len - behind};
        if (word.len == 0)
            continue;
        if (words_out->count == MAPPING_WORDS_MAX)
            return err_reason(err, FATAL, REASON_LENGTH, "a line lists more than %d words",
                              MAPPING_WORDS_MAX);
        words_out->items[words_out->count++] = word;
    }
    return OK;
}

/* ---- columns ---- */

static enum outcome find_or_add(struct mapping *mapping, struct str name, int line,
                                struct mapping_column **column_out, struct err *err)
{
    for (size_t i = 0; i < mapping->wanted_count; i++) {
        if (!str_eq(mapping->wanted[i].name, name))
            continue;
        *column_out = &mapping->wanted[i];
        return OK;
    }
    if (mapping->wanted_count == MAPPING_COLUMNS_MAX)
        return err_reason(err, FATAL, REASON_LENGTH, "it speaks of more than %d columns",
                          MAPPING_COLUMNS_MAX);
    *column_out = &mapping->wanted[mapping->wanted_count++];
    **column_out = (struct mapping_column) {.name = name, .line = line};
    return OK;
}

enum outcome mapping_want(struct mapping *mapping, struct str name, int line, size_t *place_out,
                          struct err *err)
{
    struct mapping_column *column = NULL;
    if (find_or_add(mapping, name, line, &column, err) != OK)
        return err->outcome;
    if (!column->is_wanted)
        column->line = line;
    column->is_wanted = true;
    *place_out = (size_t) (column - mapping->wanted);
    return OK;
}

enum outcome mapping_take_column(struct mapping *mapping, const struct ini_line *line,
                                 struct err *err)
{
    struct str name;
    struct mapping_column *column = NULL;
    if (mapping_keep(mapping, line->name, &name, err) != OK)
        return err->outcome;
    bool is_optional = name.len > 1 && name.ptr[name.len - 1] == '?';
    name.len -= is_optional ? 1 : 0;
    name = cell_trim(name);
    if (find_or_add(mapping, name, line->number, &column, err) != OK)
        return err->outcome;
    if (column->is_optional || column->names.count > 0)
        return err_reason(err, FATAL, REASON_SYNTAX, "[columns] says \"%.*s\" twice",
                          STR_ARG(name));
    column->is_optional = is_optional;
    return mapping_words_read(mapping, line->value, &column->names, err);
}

enum outcome mapping_check_wanted(const struct mapping *mapping, struct err *err)
{
    for (size_t i = 0; i < mapping->wanted_count; i++)
        if (!mapping->wanted[i].is_wanted)
            return err_reason(err, FATAL, REASON_UNKNOWN_NAME,
                              "%s:%d: no other line speaks of column \"%.*s\"", mapping->path,
                              mapping->wanted[i].line, STR_ARG(mapping->wanted[i].name));
    return OK;
}

enum outcome mapping_set_number_from(struct mapping *mapping, const struct ini_line *line,
                                     struct err *err)
{
    struct mapping_words words = {.count = 0};
    struct mapping_book *book = &mapping->book;
    if (mapping_words_read(mapping, line->value, &words, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < words.count; i++)
        if (mapping_want(mapping, words.items[i], line->number,
                         &book->number_from[book->number_from_count++], err) != OK)
            return err->outcome;
    return OK;
}

/* ---- boxes ---- */

enum outcome mapping_take_choice(struct mapping *mapping, const char *column,
                                 const struct ini_line *line, struct err *err)
{
    struct str name;
    struct str text_column;
    size_t place = 0;
    size_t i = 0;
    if (mapping_keep(mapping, column, &name, err) != OK ||
        mapping_keep(mapping, line->value, &text_column, err) != OK ||
        mapping_want(mapping, name, line->number, &place, err) != OK)
        return err->outcome;
    while (i < mapping->choices_count && mapping->choices[i].column != place)
        i++;
    struct mapping_choice *choice = &mapping->choices[i];
    if (i == MAPPING_CHOICES_MAX ||
        (i < mapping->choices_count && choice->count == CHOICE_WORDS_MAX))
        return err_reason(err, FATAL, REASON_LENGTH, "there are more than %d choices or words",
                          MAPPING_CHOICES_MAX);
    if (i == mapping->choices_count)
        *choice = (struct mapping_choice) {.column = place, .line = line->number};
    mapping->choices_count += i == mapping->choices_count;
    struct choice_word *word = &choice->words[choice->count];
    word->takes_text = text_column.len > 0;
    if (word->takes_text && mapping_want(mapping, text_column, line->number,
                                         &choice->text_columns[choice->count], err) != OK)
        return err->outcome;
    choice->count++;
    return mapping_keep(mapping, line->name, &word->word, err);
}

/* ---- the cover ---- */

void mapping_variables_init(struct mapping *mapping)
{
    static const char *const names[] = {"year", "unit", "section"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        mapping->variables[mapping->variables_count++] =
            (struct mapping_variable) {.name = str_from(names[i])};
}

enum outcome mapping_take_cover(struct mapping *mapping, const struct ini_line *line,
                                struct err *err)
{
    size_t i = 0;
    while (i < mapping->variables_count &&
           !str_eq(mapping->variables[i].name, str_from(line->name)))
        i++;
    if (i == MAPPING_VARIABLES_MAX)
        return err_reason(err, FATAL, REASON_LENGTH, "[cover] has more than %d lines",
                          MAPPING_VARIABLES_MAX);
    struct mapping_variable *variable = &mapping->variables[i];
    if (i == mapping->variables_count) {
        *variable = (struct mapping_variable) {.labels = {.count = 0}};
        if (mapping_keep(mapping, line->name, &variable->name, err) != OK)
            return err->outcome;
        mapping->variables_count++;
    }
    return mapping_words_read(mapping, line->value, &variable->labels, err);
}
