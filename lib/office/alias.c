/* alias -- see alias.h. */
#include "office/alias.h"

#include <stdlib.h>
#include <string.h>

#include "core/event_fields.h"
#include "office/directory_pg.h"
#include "run/log.h"

struct aliases {
    struct directory directory;
    struct rows rows; /* by source, kind, alias, unit */
};

/* clang-format off */
static const struct column columns[] = {
    COLUMN(directory_alias, source), COLUMN(directory_alias, kind),
    COLUMN(directory_alias, alias),  COLUMN(directory_alias, unit),
};
/* clang-format on */
static const struct table by_alias = {
    "alias", TABLE_OF_CASE, sizeof(struct directory_alias), 4, 4, columns,
};

/* How many of these columns say: the source, the kind, the alias. */
enum { KEYS_OF_KIND = 2, KEYS_OF_ALIAS = 3 };

/* ---- life cycle ---- */

enum outcome aliases_take(struct directory *directory, struct aliases **aliases_out,
                          struct err *err)
{
    struct aliases *aliases = calloc(1, sizeof(*aliases));
    if (aliases == NULL) {
        directory_done(directory);
        return err_set(err, FATAL, "no memory for aliases");
    }
    aliases->directory = *directory;
    *directory = (struct directory) {.arena = {.memory = NULL}};
    if (directory_view(&aliases->directory, DIRECTORY_ALIAS, &by_alias, &aliases->rows, err) !=
        OK) {
        aliases_close(aliases);
        return err->outcome;
    }
    *aliases_out = aliases;
    return OK;
}

static enum outcome read_aliases(const char *conninfo, const char *user,
                                 const char *application_name, struct directory *directory,
                                 struct err *err)
{
    const struct pg_options options = {
        .conninfo = conninfo,
        .user = user[0] == '\0' ? NULL : user,
        .application_name = application_name,
        .search_path = "directory",
    };
    struct pg *pg = NULL;
    if (pg_open(&options, &pg, err) != OK)
        return err->outcome;
    struct rows *rows = &directory->tables[DIRECTORY_ALIAS];
    enum outcome outcome = directory_pg_read_table(pg, DIRECTORY_ALIAS, rows, err);
    pg_close(pg);
    return outcome;
}

enum outcome aliases_open(const char *conninfo, const char *user, const char *application_name,
                          struct aliases **aliases_out, struct err *err)
{
    struct directory directory;
    *aliases_out = NULL;
    if (conninfo[0] == '\0') {
        log_line(LOG_DEBUG, "codes go as they are", "why=\"pg_conninfo is empty\"");
        return OK;
    }
    if (directory_init(&directory, DIRECTORY_MEMORY_MAX, err) != OK ||
        read_aliases(conninfo, user, application_name, &directory, err) != OK) {
        directory_done(&directory);
        return err_wrap(err, "aliases");
    }
    log_line(LOG_INFO, "aliases", "count=%zu", directory.tables[DIRECTORY_ALIAS].count);
    return aliases_take(&directory, aliases_out, err);
}

void aliases_close(struct aliases *aliases)
{
    if (aliases == NULL)
        return;
    directory_done(&aliases->directory);
    free(aliases);
}

/* ---- one code ---- */

enum kind { KIND_NONE, KIND_UNIT, KIND_SECTION, KIND_PERSON };

static const char *const kind_names[] = {"", "unit", "section", "person"};

/* An event while its codes are resolved. */
struct resolving {
    const struct aliases *aliases;
    struct event *event;
    struct arena *arena;
    struct str unit;     /* whose section or person a code without a party is; '': not known */
    const char *message; /* "header", "accepted" */
    const char *field;
    const char *part; /* "", ".section" of a party, "[]" of a list */
    bool is_lenient;  /* who has no alias stays */
    struct err *err;
};

static struct listing_range find(const struct resolving *resolving, enum kind kind,
                                 struct str alias, size_t keys)
{
    const struct directory_alias probe = {
        .source = resolving->event->source,
        .kind = str_from(kind_names[kind]),
        .alias = alias,
    };
    return listing_find(&resolving->aliases->rows, keys, &probe);
}

/* Of rows of one alias: the unit's own, else that of no unit, else, when no unit is known, what
 * they all mean; NULL: none. */
static const struct directory_alias *choose(const struct rows *rows, struct listing_range range,
                                            struct str unit)
{
    const struct directory_alias *chosen = NULL;
    bool are_one = true;
    for (size_t i = range.first; i < range.end; i++) {
        const struct directory_alias *alias = rows_at(rows, i);
        if (alias->unit.len == 0) /* it stands first: '' is before every code */
            chosen = alias;
        else if (str_eq(alias->unit, unit))
            return alias;
        const struct directory_alias *first = rows_at(rows, range.first);
        are_one = are_one && str_eq(alias->code, first->code);
    }
    if (chosen == NULL && unit.len == 0 && are_one && range.first < range.end)
        return rows_at(rows, range.first);
    return chosen;
}

static enum outcome refuse(const struct resolving *resolving, enum kind kind, struct str code,
                           struct str unit)
{
    bool has_unit = kind != KIND_UNIT && unit.len > 0;
    return err_reason(resolving->err, REJECT, REASON_UNKNOWN_ALIAS,
                      "%s.%s%s is '%.*s': source '%.*s' has no such alias of a %s%s%.*s%s",
                      resolving->message, resolving->field, resolving->part, STR_ARG(code),
                      STR_ARG(resolving->event->source), kind_names[kind], has_unit ? " of '" : "",
                      has_unit ? (int) unit.len : 0, str_start(unit), has_unit ? "'" : "");
}

static enum outcome resolve(const struct resolving *resolving, enum kind kind, struct str unit,
                            struct str *code)
{
    if (code->len == 0)
        return OK;
    struct listing_range all = find(resolving, kind, *code, KEYS_OF_KIND);
    if (all.first == all.end)
        return OK; /* the source has none of this kind */
    struct listing_range range = find(resolving, kind, *code, KEYS_OF_ALIAS);
    const struct directory_alias *alias = choose(&resolving->aliases->rows, range, unit);
    if (alias != NULL)
        *code = alias->code;
    else if (!resolving->is_lenient)
        return refuse(resolving, kind, *code, unit);
    return OK;
}

/* ---- one field ---- */

/* What a code is, by the name of its field; the rest are words of their own. */
static enum kind kind_of(const char *name)
{
    static const struct {
        const char *name;
        enum kind kind;
    } kinds[] = {
        {"unit", KIND_UNIT},         {"section", KIND_SECTION}, {"person", KIND_PERSON},
        {"persons", KIND_PERSON},    {"receiver", KIND_PERSON}, {"approver", KIND_PERSON},
        {"checked_by", KIND_PERSON}, {"by", KIND_PERSON},       {"actor", KIND_PERSON},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return kinds[i].kind;
    return KIND_NONE;
}

static void *place_of(const struct resolving *resolving, const struct event_field *field)
{
    return (char *) resolving->event + field->offset;
}

static enum outcome resolve_party(struct resolving *resolving, struct party *party)
{
    resolving->part = ".unit";
    if (resolve(resolving, KIND_UNIT, STR(""), &party->unit) != OK)
        return resolving->err->outcome;
    struct str unit = party->unit.len > 0 ? party->unit : resolving->unit;
    resolving->part = ".section";
    if (resolve(resolving, KIND_SECTION, unit, &party->section) != OK)
        return resolving->err->outcome;
    /* A person without a unit may be of another one than the event's. */
    resolving->part = ".person";
    return resolve(resolving, KIND_PERSON, party->unit, &party->person);
}

static enum outcome resolve_codes(struct resolving *resolving, enum kind kind, struct codes *codes)
{
    struct str *items = arena_alloc(resolving->arena, (codes->count + 1) * sizeof(*items));
    if (items == NULL)
        return err_set(resolving->err, RETRY, "no room for %zu codes in the arena", codes->count);
    resolving->part = "[]";
    for (size_t i = 0; i < codes->count; i++) {
        items[i] = codes->items[i];
        if (resolve(resolving, kind, resolving->unit, &items[i]) != OK)
            return resolving->err->outcome;
    }
    codes->items = items;
    return OK;
}

static enum outcome resolve_field(struct resolving *resolving, const struct event_field *field)
{
    enum kind kind = kind_of(field->name);
    void *place = place_of(resolving, field);
    resolving->field = field->name;
    resolving->part = "";
    if (field->type == FIELD_PARTY)
        return resolve_party(resolving, place);
    if (field->type == FIELD_CODES && kind != KIND_NONE)
        return resolve_codes(resolving, kind, place);
    if (field->type == FIELD_CODE && kind != KIND_NONE && kind != KIND_UNIT)
        return resolve(resolving, kind, resolving->unit, place);
    return OK;
}

/* ---- an event ---- */

/* The code of a unit's year is its unit's, and its subject follows from it. */
static enum outcome resolve_subject(struct resolving *resolving)
{
    struct event *event = resolving->event;
    bool is_unit_year = event->subject_kind == SUBJECT_UNIT_YEAR ||
                        event_kind_subject(event->kind) == SUBJECT_UNIT_YEAR;
    if (!is_unit_year)
        return OK;
    resolving->message = "header";
    resolving->field = "case_source";
    resolving->part = "";
    if (resolve(resolving, KIND_UNIT, STR(""), &event->case_source) != OK)
        return resolving->err->outcome;
    event->subject = event_subject(SUBJECT_UNIT_YEAR, event->case_source, event->case_number);
    resolving->unit = event->case_source;
    return OK;
}

/* Units first: whose sections and persons the others are follows from them. */
static enum outcome resolve_unit(struct resolving *resolving, struct event_fields fields)
{
    for (size_t i = 0; i < fields.count; i++) {
        const struct event_field *field = &fields.items[i];
        if (field->type != FIELD_CODE || kind_of(field->name) != KIND_UNIT)
            continue;
        struct str *unit = place_of(resolving, field);
        resolving->field = field->name;
        resolving->part = "";
        if (resolve(resolving, KIND_UNIT, STR(""), unit) != OK)
            return resolving->err->outcome;
        resolving->unit = *unit;
    }
    return OK;
}

static enum outcome resolve_payload(struct resolving *resolving)
{
    struct event_fields fields = event_fields_of(resolving->event->kind);
    resolving->message = event_kind_name(resolving->event->kind);
    if (resolve_unit(resolving, fields) != OK)
        return resolving->err->outcome;
    for (size_t i = 0; i < fields.count; i++)
        if (resolve_field(resolving, &fields.items[i]) != OK)
            return resolving->err->outcome;
    return OK;
}

enum outcome aliases_resolve(const struct aliases *aliases, struct event *event,
                             struct arena *arena, struct err *err)
{
    struct resolving resolving = {.aliases = aliases, .event = event, .arena = arena, .err = err};
    if (aliases == NULL || aliases->rows.count == 0)
        return OK;
    if (resolve_subject(&resolving) != OK || resolve_payload(&resolving) != OK)
        return err->outcome;
    resolving.message = "header";
    resolving.field = "actor";
    resolving.part = "";
    resolving.is_lenient = true;
    return resolve(&resolving, KIND_PERSON, resolving.unit, &event->actor);
}
