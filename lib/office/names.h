/*
 * names -- what units, sections and persons were called on a day; from the directory.
 *
 * All names are in memory (of a city tens of thousands), because a long book names them again and
 * again.  A code the directory does not know is its own name.
 */
#ifndef SHOUWEN_OFFICE_NAMES_H
#define SHOUWEN_OFFICE_NAMES_H

#include "io/pg.h"

enum name_kind { NAME_OF_UNIT, NAME_OF_SECTION, NAME_OF_PERSON };

struct name {
    enum name_kind kind;
    struct str unit; /* of a section; else '' */
    struct str code;
    struct str name;
    int64_t first_day; /* of civil_day_of() */
    int64_t last_day;  /* INT64_MAX: in force */
    bool is_dedicated; /* 专门科室 */
};

struct names {
    struct name *items; /* by kind, unit, code, first_day */
    size_t count;
    struct pg_rows rows; /* what the texts are borrowed from */
};

/* All of the directory.  Outcomes as pg_exec(); FATAL when there is no memory. */
MUST_CHECK enum outcome names_read(struct pg *pg, struct names *names_out, struct err *err);
void names_done(struct names *names);

/* The name on that day, else the one nearest to it, else the code. */
struct str names_unit(const struct names *names, struct str code, int64_t day);
struct str names_section(const struct names *names, struct str unit, struct str code, int64_t day);
struct str names_person(const struct names *names, struct str code, int64_t day);

/* The unit's 专门科室 on that day, else the first it had; NULL: none. */
const struct name *names_dedicated(const struct names *names, struct str unit, int64_t day);

#endif
