/*
 * template -- a text with references to the columns of a row in it, as mapping files say it.
 *
 *   {column}         the value in this row, without the spaces around it
 *   {before:column}  the value in the row before it of the same case
 *   {#}              which row of its case this is, from 1
 *   {$name}          what holds for the whole table (office/mapping.h)
 *   {column|map}     the value as [map map] translates it; "" stays ""; of a list each item
 *   {a||b||"c"|map}  a, or where that is "" b, or else c itself
 *
 * Everything else stands for itself; "{{" is a brace.
 */
#ifndef SHOUWEN_OFFICE_TEMPLATE_H
#define SHOUWEN_OFFICE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { TEMPLATE_PARTS_MAX = 8 }; /* alternatives are parts too */

/* How a source's own words translate: [map name]. */
struct value_word {
    struct str from;
    struct str to;
};
struct value_map {
    struct str name;
    int line;
    struct value_word *words; /* in the order of `from` after value_map_sort() */
    size_t count;
    size_t capacity;
    bool has_otherwise; /* "* = word": what every other value becomes; "* = *": itself */
    struct str otherwise;
};

enum template_part_kind { PART_TEXT, PART_COLUMN, PART_BEFORE, PART_SEQUENCE, PART_VARIABLE };

struct template_part {
    enum template_part_kind kind;
    struct str text;            /* itself, or the name of column or variable */
    const struct str *variable; /* its value, of PART_VARIABLE */
    bool is_alternative; /* only where the parts before it, back to one that is none, gave "" */
    size_t column;       /* after template_bind() */
    struct str map_name;
    const struct value_map *map; /* NULL: verbatim */
    bool is_list;                /* for a list: what is not known whole is translated by items */
};

struct template
{
    struct template_part parts[TEMPLATE_PARTS_MAX];
    size_t count; /* 0: nothing was said */
    int line;     /* of the mapping file */
};

/* A row and its surroundings; `before` is NULL in the first row of a case. */
struct template_row {
    const struct str *fields;
    const struct str *before;
    uint64_t sequence;
    struct arena *arena; /* where texts that have to be made are put */
};

/* Where a value could not be made: the part that spoke.  NULL: none of them. */
struct template_fault {
    const struct template_part *part;
    struct str value; /* what stood in the column */
};

/* Parts of `text`, which must outlive the template.  FATAL: it cannot be read. */
MUST_CHECK enum outcome template_parse(struct str text, int line, struct template *template_out,
                                       struct err *err);

/* A word of a map, in the arena.  FATAL: it was said before, or the arena is full. */
MUST_CHECK enum outcome value_map_add(struct value_map *map, struct value_word word,
                                      struct arena *arena, struct err *err);

/* Into order; FATAL: a word twice. */
MUST_CHECK enum outcome value_map_sort(struct value_map *map, struct err *err);

/* The translation; false when there is none. */
bool value_map_find(const struct value_map *map, struct str from, struct str *to_out);

/*
 * The text for this row: borrowed from row or template, or in the row's arena.
 *
 * REJECT: a value is not in its map (`fault_out` says which); RETRY: the arena is full.
 */
MUST_CHECK enum outcome template_fill(const struct template *template,
                                      const struct template_row *row, struct str *text_out,
                                      struct template_fault *fault_out, struct err *err);

#endif
