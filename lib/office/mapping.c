/* mapping -- see mapping.h. */
#include "office/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "office/mapping_read.h"
#include "office/mapping_sheet.h"
#include "run/ini_file.h"

/* ---- is the file whole? ---- */

static bool rule_has(const struct mapping_rule *rule, const char *name)
{
    for (size_t i = 0; i < rule->count; i++)
        if (str_eq(rule->fields[i].name, str_from(name)))
            return true;
    return false;
}

static enum outcome check_rule(const struct mapping *mapping, const struct mapping_rule *rule,
                               struct err *err)
{
    if (!rule_has(rule, "at"))
        return err_reason(err, FATAL, REASON_MISSING, "%s:%d: [%.*s] does not say at",
                          mapping->path, rule->line, STR_ARG(rule->heading));
    if (!rule_has(rule, "source_ref"))
        return err_reason(
            err, FATAL, REASON_MISSING,
            "%s:%d: [%.*s] does not say source_ref, by which a second import is known",
            mapping->path, rule->line, STR_ARG(rule->heading));
    return OK;
}

static enum outcome check_whole(const struct mapping *mapping, struct err *err)
{
    if (mapping->book.source.len == 0)
        return err_reason(err, FATAL, REASON_MISSING, "%s: [book] does not say source",
                          mapping->path);
    if (mapping->book.number.count == 0)
        return err_reason(err, FATAL, REASON_MISSING, "%s: [book] does not say number",
                          mapping->path);
    if (mapping->rules_count == 0)
        return err_reason(err, FATAL, REASON_MISSING, "%s: no section says an event",
                          mapping->path);
    for (size_t i = 0; i < mapping->rules_count; i++)
        if (check_rule(mapping, &mapping->rules[i], err) != OK)
            return err->outcome;
    return OK;
}

/* ---- templates, all of them ---- */

static enum outcome each_template(struct mapping *mapping,
                                  enum outcome (*visit)(struct mapping *mapping,
                                                        struct template *template, struct err *err),
                                  struct err *err)
{
    struct mapping_book *book = &mapping->book;
    struct template *const of_book[] = {&book->number,     &book->unit,  &book->case_source,
                                        &book->own_number, &book->actor, &book->recorded_at};
    for (size_t i = 0; i < sizeof(of_book) / sizeof(of_book[0]); i++)
        if (visit(mapping, of_book[i], err) != OK)
            return err->outcome;
    for (size_t i = 0; i < mapping->rules_count; i++)
        for (size_t j = 0; j < mapping->rules[i].count; j++)
            if (visit(mapping, &mapping->rules[i].fields[j].value, err) != OK)
                return err->outcome;
    return OK;
}

static enum outcome find_variables(struct mapping *mapping, struct template *template,
                                   struct err *err)
{
    for (size_t i = 0; i < template->count; i++) {
        struct template_part *part = &template->parts[i];
        for (size_t j = 0; part->kind == PART_VARIABLE && j < mapping->variables_count; j++)
            if (str_eq(mapping->variables[j].name, part->text))
                part->variable = &mapping->variables[j].value;
        if (part->kind == PART_VARIABLE && part->variable == NULL)
            return err_reason(err, FATAL, REASON_UNKNOWN_NAME,
                              "%s:%d: {$%.*s} is neither year, unit nor section, nor in [cover]",
                              mapping->path, template->line, STR_ARG(part->text));
    }
    return OK;
}

static enum outcome want_columns(struct mapping *mapping, struct template *template,
                                 struct err *err)
{
    size_t place = 0;
    for (size_t i = 0; i < template->count; i++) {
        const struct template_part *part = &template->parts[i];
        bool is_reference = part->kind == PART_COLUMN || part->kind == PART_BEFORE;
        if (is_reference && mapping_want(mapping, part->text, template->line, &place, err) != OK)
            return err->outcome;
    }
    return OK;
}

static enum outcome find_maps(struct mapping *mapping, struct template *template, struct err *err)
{
    for (size_t i = 0; i < template->count; i++) {
        struct template_part *part = &template->parts[i];
        for (size_t j = 0; j < mapping->maps_count; j++)
            if (str_eq(mapping->maps[j].name, part->map_name))
                part->map = &mapping->maps[j];
        if (part->map_name.len > 0 && part->map == NULL)
            return err_reason(err, FATAL, REASON_UNKNOWN_NAME, "%s:%d: there is no [map %.*s]",
                              mapping->path, template->line, STR_ARG(part->map_name));
    }
    return OK;
}

static enum outcome find_column(const struct mapping *mapping, struct str name, int line,
                                size_t *column_out, struct err *err)
{
    for (size_t i = 0; i < mapping->columns_count; i++) {
        if (!str_eq(mapping->columns[i], name))
            continue;
        *column_out = i;
        return OK;
    }
    return err_reason(err, FATAL, REASON_UNKNOWN_NAME, "%s:%d: the table has no column \"%.*s\"",
                      mapping->path, line, STR_ARG(name));
}

static enum outcome bind_template(struct mapping *mapping, struct template *template,
                                  struct err *err)
{
    for (size_t i = 0; i < template->count; i++) {
        struct template_part *part = &template->parts[i];
        bool is_reference = part->kind == PART_COLUMN || part->kind == PART_BEFORE;
        if (is_reference &&
            find_column(mapping, part->text, template->line, &part->column, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* ---- personal columns ---- */

static void mark(const struct template *template, bool with_mapped, bool *columns)
{
    for (size_t i = 0; i < template->count; i++) {
        const struct template_part *part = &template->parts[i];
        bool is_reference = part->kind == PART_COLUMN || part->kind == PART_BEFORE;
        if (is_reference && (with_mapped || part->map == NULL))
            columns[part->column] = true;
    }
}

/*
 * A column that is a code's as it stands goes to the topics that everybody reads: it is no secret.
 * What a map makes of a column says nothing of the values it does not know.  (A mapping with
 * choices is bound to its own columns.)
 */
static enum outcome find_personal(struct mapping *mapping, struct err *err)
{
    size_t count = mapping->columns_count;
    bool *personal = arena_alloc(&mapping->arena, count + 1);
    bool *open = arena_alloc(&mapping->arena, count + 1);
    if (personal == NULL || open == NULL)
        return err_reason(err, FATAL, REASON_LENGTH, "the mapping is too large");
    mark(&mapping->book.number, false, open);
    for (size_t i = 0; i < mapping->rules_count; i++) {
        const struct mapping_rule *rule = &mapping->rules[i];
        for (size_t j = 0; j < rule->count; j++) {
            const struct mapping_field *field = &rule->fields[j];
            bool is_text = field->target == TARGET_TEXT || field->target == TARGET_CITIZEN;
            mark(&field->value, is_text, is_text ? personal : open);
        }
    }
    for (size_t i = 0; i < count; i++)
        personal[i] = personal[i] && !open[i];
    for (size_t i = 0; i < mapping->choices_count; i++) {
        const struct mapping_choice *choice = &mapping->choices[i];
        for (size_t j = 0; j < choice->count; j++) /* what is written behind a box stands there */
            if (choice->words[j].takes_text && personal[choice->text_columns[j]])
                personal[choice->column] = true;
    }
    mapping->personal = personal;
    return OK;
}

void mapping_set(struct mapping *mapping, struct str name, struct str value)
{
    for (size_t i = 0; i < mapping->variables_count; i++)
        if (str_eq(mapping->variables[i].name, name))
            mapping->variables[i].value = value;
}

bool mapping_is_personal(const struct mapping *mapping, size_t column)
{
    return mapping->personal == NULL || mapping->personal[column];
}

/* ---- life cycle ---- */

/* The lines are read: what do they speak of? */
static enum outcome resolve(struct mapping *mapping, struct err *err)
{
    for (size_t i = 0; i < mapping->maps_count; i++)
        if (value_map_sort(&mapping->maps[i], err) != OK)
            return err_wrap(err, "%s:%d", mapping->path, mapping->maps[i].line);
    if (each_template(mapping, find_maps, err) != OK ||
        each_template(mapping, find_variables, err) != OK ||
        each_template(mapping, want_columns, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < mapping->rules_count; i++) {
        const struct mapping_rule *rule = &mapping->rules[i];
        size_t place = 0;
        mapping->has_row_rules |= rule->trigger != ON_FIRST && rule->trigger != ON_END;
        if (rule->column_name.len > 0 &&
            mapping_want(mapping, rule->column_name, rule->line, &place, err) != OK)
            return err->outcome;
    }
    return mapping_check_wanted(mapping, err);
}

enum outcome mapping_open(const char *path, struct mapping **mapping_out, struct err *err)
{
    struct mapping *mapping = calloc(1, sizeof(*mapping));
    if (mapping == NULL)
        return err_set(err, FATAL, "no memory for a mapping");
    mapping->path = path;
    mapping_variables_init(mapping);
    mapping->book.zone_s = CIVIL_ZONE_S;
    enum outcome outcome = arena_init(&mapping->arena, MAPPING_BYTES_MAX, err);
    if (outcome == OK)
        outcome = ini_file_read(path, mapping_take_line, mapping, err);
    if (outcome == OK)
        outcome = check_whole(mapping, err);
    if (outcome == OK)
        outcome = resolve(mapping, err);
    if (outcome == OK)
        *mapping_out = mapping;
    else
        mapping_close(mapping);
    return outcome;
}

void mapping_close(struct mapping *mapping)
{
    if (mapping == NULL)
        return;
    arena_done(&mapping->arena);
    free(mapping);
}

enum outcome mapping_bind(struct mapping *mapping, const struct str *columns, size_t count,
                          struct err *err)
{
    mapping->columns = columns;
    mapping->columns_count = count;
    if (each_template(mapping, bind_template, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < mapping->rules_count; i++) {
        struct mapping_rule *rule = &mapping->rules[i];
        if (rule->column_name.len > 0 &&
            find_column(mapping, rule->column_name, rule->line, &rule->column, err) != OK)
            return err->outcome;
    }
    return find_personal(mapping, err);
}
