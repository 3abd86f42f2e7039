/* mapping_read -- see mapping_read.h. */
#include "office/mapping_read.h"

#include <string.h>

#include "office/book_time.h"
#include "office/mapping_sheet.h"
#include "wire/event_word.h"

enum { WORDS_MAX = 160 };

/* A copy with a NUL behind it, so that names can be printed. */
enum outcome mapping_keep(struct mapping *mapping, const char *text, struct str *kept_out,
                          struct err *err)
{
    const char *kept = str_keep_terminated(str_from(text), &mapping->arena);
    if (kept == NULL)
        return err_reason(err, FATAL, REASON_LENGTH, "the mapping is larger than %d bytes",
                          MAPPING_BYTES_MAX);
    *kept_out = str_from(kept);
    return OK;
}

static enum outcome parse(struct mapping *mapping, const struct ini_line *line,
                          struct template *template_out, struct err *err)
{
    struct str text;
    if (mapping_keep(mapping, line->value, &text, err) != OK)
        return err->outcome;
    return template_parse(text, line->number, template_out, err);
}

/* What follows `word` and a space in `text`; NULL when it does not begin so. */
static const char *after_word(const char *text, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(text, word, len) != 0 || text[len] != ' ')
        return NULL;
    return text + len + strspn(text + len, " ");
}

/* ---- [book] ---- */

static enum outcome set_source(struct mapping *mapping, const struct ini_line *line,
                               struct err *err)
{
    return mapping_keep(mapping, line->value, &mapping->book.source, err);
}

static enum outcome set_zone(struct mapping *mapping, const struct ini_line *line, struct err *err)
{
    if (!book_zone_read(str_from(line->value), &mapping->book.zone_s))
        return err_reason(err, FATAL, REASON_SYNTAX, "the zone \"%s\" is no offset like +08:00",
                          line->value);
    return OK;
}

static enum outcome set_delimiter(struct mapping *mapping, const struct ini_line *line,
                                  struct err *err)
{
    bool is_tab = strcmp(line->value, "tab") == 0;
    if (!is_tab && (strlen(line->value) != 1 || strchr("\"\r\n", line->value[0]) != NULL))
        return err_reason(err, FATAL, REASON_SYNTAX,
                          "the delimiter \"%s\" is neither one character nor tab", line->value);
    mapping->book.delimiter = is_tab ? '\t' : line->value[0];
    return OK;
}

static enum outcome set_encoding(struct mapping *mapping, const struct ini_line *line,
                                 struct err *err)
{
    if (!text_encoding_from(line->value, &mapping->book.encoding))
        return err_reason(err, FATAL, REASON_ENCODING,
                          "the encoding \"%s\" cannot be read; convert to UTF-8 first",
                          line->value);
    return OK;
}

static enum outcome set_year(struct mapping *mapping, const struct ini_line *line, struct err *err)
{
    if (!book_year_read(str_from(line->value), &mapping->book.year))
        return err_reason(err, FATAL, REASON_RANGE, "the year \"%s\" is none of 2000 to 2100",
                          line->value);
    return OK;
}

static enum outcome set_footers(struct mapping *mapping, const struct ini_line *line,
                                struct err *err)
{
    return mapping_words_read(mapping, line->value, &mapping->book.footers, err);
}

static enum outcome set_subject(struct mapping *mapping, const struct ini_line *line,
                                struct err *err)
{
    if (strcmp(line->value, "unit_year") != 0 && strcmp(line->value, "case") != 0)
        return err_reason(err, FATAL, REASON_UNKNOWN_VALUE,
                          "the subject \"%s\" is neither case nor unit_year", line->value);
    mapping->book.is_of_unit_years = line->value[0] == 'u';
    return OK;
}

static const struct book_setting {
    const char *name;
    size_t offset; /* of a template in struct mapping_book, when `set` is NULL */
    enum outcome (*set)(struct mapping *mapping, const struct ini_line *line, struct err *err);
} book_settings[] = {
    {"source", 0, set_source},
    {"zone", 0, set_zone},
    {"delimiter", 0, set_delimiter},
    {"encoding", 0, set_encoding},
    {"year", 0, set_year},
    {"footers", 0, set_footers},
    {"number_from", 0, mapping_set_number_from},
    {"subject", 0, set_subject},
    {"number", offsetof(struct mapping_book, number), NULL},
    {"unit", offsetof(struct mapping_book, unit), NULL},
    {"case_source", offsetof(struct mapping_book, case_source), NULL},
    {"own_number", offsetof(struct mapping_book, own_number), NULL},
    {"actor", offsetof(struct mapping_book, actor), NULL},
    {"recorded_at", offsetof(struct mapping_book, recorded_at), NULL},
};

static enum outcome take_book_line(struct mapping *mapping, const struct ini_line *line,
                                   struct err *err)
{
    for (size_t i = 0; i < sizeof(book_settings) / sizeof(book_settings[0]); i++) {
        const struct book_setting *setting = &book_settings[i];
        if (strcmp(line->name, setting->name) != 0)
            continue;
        if (setting->set != NULL)
            return setting->set(mapping, line, err);
        return parse(mapping, line,
                     (struct template *) (void *) ((char *) &mapping->book + setting->offset), err);
    }
    return err_reason(err, FATAL, REASON_UNKNOWN_NAME, "[book] has no \"%s\"", line->name);
}

/* ---- [map NAME] ---- */

static enum outcome take_map_line(struct mapping *mapping, const char *name,
                                  const struct ini_line *line, struct err *err)
{
    size_t i = 0;
    while (i < mapping->maps_count && !str_eq(mapping->maps[i].name, str_from(name)))
        i++;
    if (i == MAPPING_MAPS_MAX)
        return err_reason(err, FATAL, REASON_LENGTH, "there are more than %d maps",
                          MAPPING_MAPS_MAX);
    struct value_map *map = &mapping->maps[i];
    if (i == mapping->maps_count) {
        *map = (struct value_map) {.line = line->number};
        if (mapping_keep(mapping, name, &map->name, err) != OK)
            return err->outcome;
        mapping->maps_count++;
    }
    struct value_word word;
    if (mapping_keep(mapping, line->name, &word.from, err) != OK ||
        mapping_keep(mapping, line->value, &word.to, err) != OK)
        return err->outcome;
    return value_map_add(map, word, &mapping->arena, err);
}

/* ---- rules ---- */

/* "动作 = 转办" of [on value …]. */
static enum outcome split_value(struct mapping_rule *rule, struct err *err)
{
    const char *sign = memchr(rule->column_name.ptr, '=', rule->column_name.len);
    if (sign == NULL)
        return err_reason(err, FATAL, REASON_SYNTAX, "[on value …] wants COLUMN = VALUE");
    const char *end = rule->column_name.ptr + rule->column_name.len;
    const char *value = sign + 1;
    while (value < end && *value == ' ')
        value++;
    while (end > value && end[-1] == ' ')
        end--;
    while (sign > rule->column_name.ptr && sign[-1] == ' ')
        sign--;
    rule->value = (struct str) {.ptr = value, .len = (size_t) (end - value)};
    rule->column_name.len = (size_t) (sign - rule->column_name.ptr);
    return OK;
}

static enum outcome read_heading(struct mapping_rule *rule, const char *heading, struct err *err)
{
    static const struct {
        const char *words;
        enum mapping_trigger trigger;
    } with_column[] = {{"on change", ON_CHANGE}, {"on value", ON_VALUE}, {"on end", ON_END}};
    if (strcmp(heading, "on first") == 0 || strcmp(heading, "otherwise") == 0) {
        rule->trigger = heading[1] == 'n' ? ON_FIRST : OTHERWISE;
        return OK;
    }
    for (size_t i = 0; i < sizeof(with_column) / sizeof(with_column[0]); i++) {
        const char *column = after_word(heading, with_column[i].words);
        if (column == NULL || column[0] == '\0')
            continue;
        rule->trigger = with_column[i].trigger;
        rule->column_name = str_from(column);
        return rule->trigger == ON_VALUE ? split_value(rule, err) : OK;
    }
    return err_reason(err, FATAL, REASON_UNKNOWN_NAME,
                      "[%s] is none of [book], [columns], [choice …], [cover], [map …], [on "
                      "first], [on change …], [on value …], "
                      "[otherwise], [on end …]",
                      heading);
}

static enum outcome rule_of(struct mapping *mapping, const struct ini_line *line,
                            struct mapping_rule **rule_out, struct err *err)
{
    struct mapping_rule *last =
        mapping->rules_count == 0 ? NULL : &mapping->rules[mapping->rules_count - 1];
    if (last != NULL && str_eq(last->heading, str_from(line->section)) &&
        !(last->has_event && strcmp(line->name, "event") == 0)) {
        *rule_out = last;
        return OK;
    }
    if (mapping->rules_count == MAPPING_RULES_MAX)
        return err_reason(err, FATAL, REASON_LENGTH, "there are more than %d rules",
                          MAPPING_RULES_MAX);
    struct mapping_rule *rule = &mapping->rules[mapping->rules_count];
    *rule = (struct mapping_rule) {.line = line->number};
    if (mapping_keep(mapping, line->section, &rule->heading, err) != OK ||
        read_heading(rule, rule->heading.ptr, err) != OK)
        return err->outcome;
    mapping->rules_count++;
    *rule_out = rule;
    return OK;
}

static enum outcome set_event(struct mapping_rule *rule, const struct ini_line *line,
                              struct err *err)
{
    for (enum event_kind kind = 0; kind < EVENT_KINDS_COUNT; kind++) {
        if (strcmp(line->value, event_kind_name(kind)) != 0)
            continue;
        rule->kind = kind;
        rule->has_event = true;
        return OK;
    }
    return err_reason(err, FATAL, REASON_UNKNOWN_NAME, "there is no event \"%s\"", line->value);
}

static bool find_field(struct event_fields fields, const char *name, size_t name_len,
                       struct mapping_field *field)
{
    for (size_t i = 0; i < fields.count; i++) {
        if (strlen(fields.items[i].name) != name_len ||
            strncmp(fields.items[i].name, name, name_len) != 0)
            continue;
        field->field = &fields.items[i];
        field->index = i;
        return true;
    }
    return false;
}

static bool find_name(const char *const *names, size_t count, const char *name, size_t *index_out)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) != 0)
            continue;
        *index_out = i;
        return true;
    }
    return false;
}

/* `to.section` of an event's fields. */
static bool find_payload(enum event_kind kind, const char *name, struct mapping_field *field)
{
    static const char *const parts[] = {"unit", "section", "person", "is_outside"};
    const char *dot = strchr(name, '.');
    size_t name_len = dot == NULL ? strlen(name) : (size_t) (dot - name);
    size_t part = 0;
    if (!find_field(event_fields_of(kind), name, name_len, field))
        return false;
    if ((field->field->type == FIELD_PARTY) != (dot != NULL))
        return false;
    if (dot != NULL && !find_name(parts, 4, dot + 1, &part))
        return false;
    field->target = TARGET_FIELD;
    field->party = (enum party_part) part;
    return field->field->type != FIELD_DIGEST;
}

/* Of the header only what a source knows. */
static bool find_header(const char *name, struct mapping_field *field)
{
    static const char *const allowed[] = {"source_ref", "own_number", "actor", "recorded_at",
                                          "source_sequence"};
    size_t index = 0;
    field->target = TARGET_HEADER;
    return find_name(allowed, sizeof(allowed) / sizeof(allowed[0]), name, &index) &&
           find_field(event_fields_header(), name, strlen(name), field);
}

static bool find_text(const char *name, struct mapping_field *field)
{
    int value = 0;
    if (strncmp(name, "text.", 5) != 0 ||
        !event_word_find(event_place_of_texts(), str_from(name + 5), &value))
        return false;
    field->target = TARGET_TEXT;
    field->text = (enum text_field) value;
    return true;
}

static bool find_citizen(const char *name, struct mapping_field *field)
{
    static const char *const parts[] = {"name", "contact", "address", "id_number"};
    size_t part = 0;
    if (strncmp(name, "citizen.", 8) != 0 || !find_name(parts, 4, name + 8, &part))
        return false;
    field->target = TARGET_CITIZEN;
    field->citizen = (enum citizen_part) part;
    return true;
}

static bool find_target(enum event_kind kind, const char *name, struct mapping_field *field)
{
    *field = (struct mapping_field) {.target = TARGET_AT};
    return strcmp(name, "at") == 0 || find_header(name, field) || find_text(name, field) ||
           find_citizen(name, field) || find_payload(kind, name, field);
}

static void mark_lists(struct mapping_field *field)
{
    bool is_list = field->target == TARGET_FIELD &&
                   (field->field->type == FIELD_SET || field->field->type == FIELD_CODES);
    for (size_t i = 0; i < field->value.count; i++)
        field->value.parts[i].is_list = is_list;
}

/* A literal of an enumeration is looked up now, so that the line is named and not every row. */
static enum outcome check_literal(const struct mapping_rule *rule,
                                  const struct mapping_field *field, struct err *err)
{
    const struct template *value = &field->value;
    if (field->target != TARGET_FIELD || field->field->type != FIELD_ENUM || value->count != 1 ||
        value->parts[0].kind != PART_TEXT)
        return OK;
    struct event_place place = {.kind = rule->kind, .index = field->index};
    int number = 0;
    if (event_word_find(place, value->parts[0].text, &number))
        return OK;
    char words[WORDS_MAX];
    event_words(place, words, sizeof(words));
    return err_reason(err, FATAL, REASON_UNKNOWN_VALUE, "%.*s is \"%.*s\", but must be one of %s",
                      STR_ARG(field->name), STR_ARG(value->parts[0].text), words);
}

static enum outcome take_rule_line(struct mapping *mapping, const struct ini_line *line,
                                   struct err *err)
{
    struct mapping_rule *rule = NULL;
    if (rule_of(mapping, line, &rule, err) != OK)
        return err->outcome;
    if (strcmp(line->name, "event") == 0)
        return set_event(rule, line, err);
    if (!rule->has_event)
        return err_reason(err, FATAL, REASON_SYNTAX, "the first line of [%s] must be event = …",
                          line->section);
    if (rule->count == MAPPING_FIELDS_MAX)
        return err_reason(err, FATAL, REASON_LENGTH, "a rule has more than %d lines",
                          MAPPING_FIELDS_MAX);
    struct mapping_field *field = &rule->fields[rule->count];
    if (!find_target(rule->kind, line->name, field))
        return err_reason(err, FATAL, REASON_UNKNOWN_NAME, "%s has no field \"%s\"",
                          event_kind_name(rule->kind), line->name);
    if (mapping_keep(mapping, line->name, &field->name, err) != OK ||
        parse(mapping, line, &field->value, err) != OK || check_literal(rule, field, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < rule->count; i++)
        if (str_eq(rule->fields[i].name, field->name))
            return err_reason(err, FATAL, REASON_SYNTAX, "\"%s\" was said in line %d already",
                              line->name, rule->fields[i].value.line);
    mark_lists(field);
    rule->count++;
    return OK;
}

enum outcome mapping_take_line(void *context, const struct ini_line *line, struct err *err)
{
    struct mapping *mapping = context;
    if (line->section[0] == '\0')
        return err_reason(err, FATAL, REASON_SYNTAX, "\"%s\" stands above the first [heading]",
                          line->name);
    if (strcmp(line->section, "book") == 0)
        return take_book_line(mapping, line, err);
    if (strcmp(line->section, "columns") == 0)
        return mapping_take_column(mapping, line, err);
    if (strcmp(line->section, "cover") == 0)
        return mapping_take_cover(mapping, line, err);
    const char *choice = after_word(line->section, "choice");
    if (choice != NULL && choice[0] != '\0')
        return mapping_take_choice(mapping, choice, line, err);
    const char *map = after_word(line->section, "map");
    if (map != NULL && map[0] != '\0')
        return take_map_line(mapping, map, line, err);
    return take_rule_line(mapping, line, err);
}
