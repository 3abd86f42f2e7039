/*
 * mapping -- how the rows of a table become events, as an INI file says it.
 *
 *   [book]                       what holds for the whole table:
 *     source, number             who publishes; the number of the case a row belongs to
 *     number_from                columns from whose digest a number is made where the table has no
 *                                column that `number` speaks of
 *     unit                       of every section whose unit is not said
 *     year                       of dates that say none; an acceptance of another year is refused
 *     zone, delimiter, encoding  +08:00; found by looking unless said ("tab"; UTF-8, GB18030 …)
 *     footers                    a row that begins with one of these words is none
 *     case_source, own_number, actor, recorded_at
 *     subject                    "unit_year" where the rows are of units' years: case_source is the
 *                                unit's code then, and number the year
 *   [columns]                    NAME = other names it has; "NAME?" may be missing altogether
 *   [choice COLUMN]              WORD = column that takes the text behind it: boxes to tick, in one
 *                                cell or each in a column of its own (office/choice.h)
 *   [cover]                      NAME = labels: what the lines above the names say, for {$NAME}
 *   [map NAME]                   source's word = our word; "* = word" is every other one,
 *                              "* = *" leaves them as they are
 *   [on first]                   with the first row of a case
 *   [on change COLUMN]           a row whose value differs from the row before of the same case
 *   [on value COLUMN = VALUE]    a row that has this value
 *   [otherwise]                  a row for which neither of these two spoke
 *   [on end COLUMN]              behind the case's last row, when that has a value there
 *
 * Every section but the first two says `event`, `at` (a time; a date alone is known to the day) and
 * `source_ref` (what in the source it tells of; the same again is the same event), and the fields
 * of the event by their names in proto/shouwen/v1, of a party its parts (`to.unit`, `to.section`,
 * `to.person`, `to.is_outside`).  An enumeration's value is the last part of its name, in lower
 * case: `other` for CHANNEL_OTHER.  `text.FIELD` (text.content, text.note …) and `citizen.name`,
 * `.contact`,
 * `.address`, `.id_number` go to the citizen topic; text.channel and text.category only when the
 * channel or category is other.  Of a completion the digest and length of text.result are made
 * here, and has_name, has_contact and has_content of an acceptance follow from what is there.
 */
#ifndef SHOUWEN_OFFICE_MAPPING_H
#define SHOUWEN_OFFICE_MAPPING_H

#include "core/event_fields.h"
#include "office/choice.h"
#include "office/template.h"
#include "wire/text_file.h"

enum {
    MAPPING_RULES_MAX = 32,
    MAPPING_FIELDS_MAX = 32, /* of one rule */
    MAPPING_MAPS_MAX = 32,
    MAPPING_COLUMNS_MAX = 256,
    MAPPING_CHOICES_MAX = 16,
    MAPPING_VARIABLES_MAX = 16,
    MAPPING_WORDS_MAX = 16, /* of one line that lists some */
    MAPPING_BYTES_MAX = 4 << 20,
};

enum mapping_trigger { ON_FIRST, ON_CHANGE, ON_VALUE, OTHERWISE, ON_END };

enum mapping_target { TARGET_AT, TARGET_HEADER, TARGET_FIELD, TARGET_TEXT, TARGET_CITIZEN };

enum party_part { PARTY_UNIT, PARTY_SECTION, PARTY_PERSON, PARTY_IS_OUTSIDE };

enum citizen_part { CITIZEN_NAME, CITIZEN_CONTACT, CITIZEN_ADDRESS, CITIZEN_ID_NUMBER };

struct aliases; /* office/alias.h */

/* One line `name = value` of a rule. */
struct mapping_field {
    enum mapping_target target;
    const struct event_field *field; /* of TARGET_HEADER, TARGET_FIELD; `index` in its list */
    size_t index;
    enum party_part party;
    enum citizen_part citizen;
    enum text_field text;
    struct str name; /* as it stands in the file */
    struct template value;
};

struct mapping_rule {
    enum mapping_trigger trigger;
    struct str heading;
    int line;
    struct str column_name; /* of ON_CHANGE, ON_VALUE, ON_END */
    size_t column;
    struct str value; /* of ON_VALUE */
    bool has_event;
    enum event_kind kind;
    struct mapping_field fields[MAPPING_FIELDS_MAX];
    size_t count;
};

/* "a, b, c" */
struct mapping_words {
    struct str items[MAPPING_WORDS_MAX];
    size_t count;
};

/* A column the mapping speaks of. */
struct mapping_column {
    struct str name;
    int line;       /* that speaks of it first */
    bool is_wanted; /* by something else than [columns] */
    bool is_optional;
    bool is_absent;             /* the table has none: set by who reads it */
    struct mapping_words names; /* other ones */
};

struct mapping_choice {
    size_t column; /* in `wanted`, as are text_columns */
    int line;
    struct choice_word words[CHOICE_WORDS_MAX];
    size_t text_columns[CHOICE_WORDS_MAX]; /* of those that take a text */
    size_t count;
};

/* {$NAME}: what the cover says behind a label, or a setting. */
struct mapping_variable {
    struct str name;
    struct mapping_words labels;
    struct str value;
};

/* The lines of [book]. */
struct mapping_book {
    struct str source;
    int zone_s;
    int year;       /* 0: not said */
    char delimiter; /* 0: to be found */
    enum text_encoding encoding;
    struct mapping_words footers;
    size_t number_from[MAPPING_WORDS_MAX]; /* in `wanted` */
    size_t number_from_count;
    struct template number;
    struct template unit;
    struct template case_source;
    struct template own_number;
    struct template actor;
    struct template recorded_at;
    bool is_of_unit_years; /* what may be of either is of a unit's year */
};

struct mapping {
    const char *path; /* borrowed from who opened it */
    struct arena arena;
    struct mapping_book book;
    struct value_map maps[MAPPING_MAPS_MAX];
    size_t maps_count;
    struct mapping_rule rules[MAPPING_RULES_MAX];
    size_t rules_count;
    bool has_row_rules; /* a rule speaks of rows behind the first: else the book has one a case */
    struct mapping_column wanted[MAPPING_COLUMNS_MAX];
    size_t wanted_count;
    struct mapping_choice choices[MAPPING_CHOICES_MAX];
    size_t choices_count;
    struct mapping_variable variables[MAPPING_VARIABLES_MAX];
    size_t variables_count;
    bool *personal; /* by column, after mapping_bind() */
    size_t columns_count;
    const struct str *columns;     /* as given to mapping_bind(), whose caller keeps them */
    const struct aliases *aliases; /* of the sources; NULL: codes go as they are; the caller's */
};

/* FATAL: the file cannot be read, or a line of it makes no sense (file, line and what). */
MUST_CHECK enum outcome mapping_open(const char *path, struct mapping **mapping_out,
                                     struct err *err);
void mapping_close(struct mapping *mapping); /* NULL is allowed */

/* Find its columns among these, which outlive the mapping; FATAL names line and column. */
MUST_CHECK enum outcome mapping_bind(struct mapping *mapping, const struct str *columns,
                                     size_t count, struct err *err);

/* What {$NAME} stands for from now on; `value` outlives the mapping. */
void mapping_set(struct mapping *mapping, struct str name, struct str value);

/* May a value of this column be shown?  Not when it is a name, contact or free text. */
bool mapping_is_personal(const struct mapping *mapping, size_t column);

#endif
