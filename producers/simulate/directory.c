/* directory -- see directory.h. */
#include "directory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/civil.h"
#include "names.h"
#include "tale.h"

enum { PATH_BYTES = 1024, DAY_BYTES = 32 };

struct writing {
    const struct city *city;
    FILE *file;
};

/* ---- days ---- */

/* INT64_MAX, until further notice, is empty. */
static void day_text(int64_t day, char text_out[DAY_BYTES])
{
    text_out[0] = '\0';
    if (day == INT64_MAX)
        return;
    struct civil_date date = civil_date_of(day);
    (void) snprintf(text_out, DAY_BYTES, "%04" PRId64 "-%02d-%02d", date.year, date.month,
                    date.day);
}

/* A row's first and last day, each behind a comma. */
static void put_days(const struct writing *writing, int64_t first, int64_t last)
{
    char from[DAY_BYTES];
    char to[DAY_BYTES];
    day_text(first, from);
    day_text(last, to);
    (void) fprintf(writing->file, ",%s,%s", from, to);
}

/* The day before a period begins; INT64_MAX behind the last one. */
static int64_t end_before(const struct city *city, const struct city_unit *unit, int32_t period)
{
    return period == city->periods_count ? INT64_MAX : city_period_day(city, unit, period) - 1;
}

/* ---- units and sections ---- */

static void put_units(const struct writing *writing)
{
    static const char *const levels[] = {"city", "county", "township"};
    const struct city *city = writing->city;
    (void) fputs("code,name,level,kind,parent,is_outside,first_day,last_day,successor\n",
                 writing->file);
    for (int32_t i = 0; i < city->units_count; i++) {
        const struct city_unit *unit = &city->units[i];
        struct str parent = unit->parent == CITY_NONE ? STR("") : city->units[unit->parent].code;
        (void) fprintf(writing->file, "%.*s,%.*s,%s,%s,%.*s,%s", STR_ARG(unit->code),
                       STR_ARG(unit->name), levels[unit->level], unit->is_park ? "park" : "organ",
                       STR_ARG(parent), unit->is_outside ? "true" : "false");
        put_days(writing, city->first_day, INT64_MAX);
        (void) fputs(",\n", writing->file);
    }
}

static void put_sections(const struct writing *writing)
{
    const struct city *city = writing->city;
    (void) fputs("unit,code,name,is_dedicated,phone,first_day,last_day,successor_unit,"
                 "successor_section\n",
                 writing->file);
    for (int32_t i = 0; i < city->sections_count; i++) {
        const struct city_section *section = &city->sections[i];
        const struct city_unit *unit = &city->units[section->unit];
        (void) fprintf(writing->file, "%.*s,%.*s,%.*s,%s,000-%05d", STR_ARG(unit->code),
                       STR_ARG(section->code), STR_ARG(section->name),
                       unit->first_section == i ? "true" : "false", 20001 + (int) i);
        put_days(writing, city->first_day, INT64_MAX);
        (void) fputs(",,\n", writing->file);
    }
}

/* ---- people ---- */

/* The seat this person of the unit has in that period, or CITY_NONE. */
static int64_t seat_of(const struct city *city, const struct city_unit *unit, uint32_t person,
                       int32_t period)
{
    for (uint32_t seat = 0; seat < unit->seats_count; seat++)
        if (city_person_in(city, unit->first_seat + seat, period) == person)
            return unit->first_seat + seat;
    return CITY_NONE;
}

static int32_t section_of(const struct city *city, const struct city_unit *unit, int64_t seat)
{
    for (int32_t i = unit->first_section; i < unit->first_section + unit->sections_count; i++)
        if (seat >= city->sections[i].first_seat &&
            seat < (int64_t) city->sections[i].first_seat + city->sections[i].seats_count)
            return i;
    return CITY_NONE;
}

/* The persons of a unit are numbered one after the other: where the next unit's begin. */
static uint32_t persons_end(const struct city *city, const struct city_unit *unit)
{
    uint32_t last = 0;
    for (uint32_t seat = 0; seat < unit->seats_count; seat++)
        for (int32_t period = 0; period < city->periods_count; period++) {
            uint32_t person = city_person_in(city, unit->first_seat + seat, period);
            last = person > last ? person : last;
        }
    return last + 1;
}

static void put_person(const struct writing *writing, const struct city_unit *unit, uint32_t person)
{
    const struct city *city = writing->city;
    char name[NAME_TEXT_MAX];
    int32_t first = 0;
    struct dice dice = dice_of(city->seed, DICE_STAFF, person);
    name_staff(&dice, name);
    while (first < city->periods_count && seat_of(city, unit, person, first) == CITY_NONE)
        first++;
    int32_t end = first;
    while (end < city->periods_count && seat_of(city, unit, person, end) != CITY_NONE)
        end++;
    (void) fprintf(writing->file, "%.*s,%s,", STR_ARG(city->person_codes[person]), name);
    put_days(writing, city_period_day(city, unit, first), end_before(city, unit, end));
    (void) fputc('\n', writing->file);
}

static void put_membership(const struct writing *writing, const struct city_unit *unit,
                           uint32_t person)
{
    const struct city *city = writing->city;
    for (int32_t period = 0; period < city->periods_count;) {
        int32_t section = section_of(city, unit, seat_of(city, unit, person, period));
        int32_t end = period + 1;
        while (end < city->periods_count &&
               section_of(city, unit, seat_of(city, unit, person, end)) == section)
            end++;
        if (section != CITY_NONE) {
            (void) fprintf(writing->file, "%.*s,%.*s,%.*s", STR_ARG(city->person_codes[person]),
                           STR_ARG(unit->code), STR_ARG(city->sections[section].code));
            put_days(writing, city_period_day(city, unit, period), end_before(city, unit, end));
            (void) fputc('\n', writing->file);
        }
        period = end;
    }
}

static void for_each_person(const struct writing *writing,
                            void (*put)(const struct writing *, const struct city_unit *, uint32_t))
{
    uint32_t person = 0;
    for (int32_t i = 0; i < writing->city->units_count; i++) {
        const struct city_unit *unit = &writing->city->units[i];
        for (uint32_t end = persons_end(writing->city, unit); person < end; person++)
            put(writing, unit, person);
    }
}

static void put_people(const struct writing *writing)
{
    (void) fputs("code,name,phone,first_day,last_day\n", writing->file);
    for_each_person(writing, put_person);
}

static void put_memberships(const struct writing *writing)
{
    (void) fputs("person,unit,section,first_day,last_day\n", writing->file);
    for_each_person(writing, put_membership);
}

/* ---- roles ---- */

/* Whose role it is changes when another person comes to the seat. */
static void put_role(const struct writing *writing, const char *role, int32_t section,
                     uint32_t seat, bool is_of_section)
{
    const struct city *city = writing->city;
    const struct city_section *where = &city->sections[section];
    const struct city_unit *unit = &city->units[where->unit];
    for (int32_t period = 0; period < city->periods_count;) {
        uint32_t person = city_person_in(city, where->first_seat + seat, period);
        int32_t end = period + 1;
        while (end < city->periods_count &&
               city_person_in(city, where->first_seat + seat, end) == person)
            end++;
        (void) fprintf(writing->file, "%s,%.*s,%.*s,%.*s", role, STR_ARG(unit->code),
                       STR_ARG(is_of_section ? where->code : STR("")),
                       STR_ARG(city->person_codes[person]));
        put_days(writing, city_period_day(city, unit, period), end_before(city, unit, end));
        (void) fputc('\n', writing->file);
        period = end;
    }
}

static void put_roles(const struct writing *writing)
{
    const struct city *city = writing->city;
    (void) fputs("role,unit,section,person,first_day,last_day\n", writing->file);
    for (int32_t i = 0; i < city->units_count; i++) {
        const struct city_unit *unit = &city->units[i];
        put_role(writing, "head", unit->first_section, CITY_SEAT_UNIT_HEAD, false);
        put_role(writing, "leader_in_charge", unit->first_section, CITY_SEAT_LEADER, false);
        put_role(writing, "master_post", unit->first_section, CITY_SEAT_MASTER_POST, true);
        put_role(writing, "discipline_committee", unit->first_section + 1, CITY_SEAT_STAFF, false);
    }
    for (int32_t i = 0; i < city->sections_count; i++) {
        put_role(writing, "section_head", i, CITY_SEAT_HEAD, true);
        put_role(writing, "section_post", i, CITY_SEAT_POST, true);
    }
    (void) fprintf(writing->file, "lead_department,%.*s,,",
                   STR_ARG(city->units[CITY_LEAD_DEPARTMENT].code));
    put_days(writing, city->first_day, INT64_MAX);
    (void) fputc('\n', writing->file);
}

/* What the hotline calls the units, and our own codes, which it may use too. */
static void put_aliases(const struct writing *writing)
{
    const struct city *city = writing->city;
    (void) fputs("source,kind,unit,alias,code\n", writing->file);
    for (int32_t i = 0; i < city->units_count; i++) {
        struct str code = city->units[i].code;
        (void) fprintf(writing->file, "hotline,unit,,%.*s,%.*s\nhotline,unit,,H%04d,%.*s\n",
                       STR_ARG(code), STR_ARG(code), 1000 + 7 * (int) i, STR_ARG(code));
    }
}

/* ---- files ---- */

static const struct {
    const char *name;
    void (*put)(const struct writing *);
} files[] = {
    {"units.csv", put_units},   {"sections.csv", put_sections},
    {"people.csv", put_people}, {"memberships.csv", put_memberships},
    {"roles.csv", put_roles},   {"aliases.csv", put_aliases},
};

enum outcome directory_write(const struct city *city, const char *folder, struct err *err)
{
    struct writing writing = {.city = city};
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return err_set(err, FATAL, "cannot make the folder \"%s\": %s", folder, strerror(errno));
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[PATH_BYTES];
        (void) snprintf(path, sizeof(path), "%s/%s", folder, files[i].name);
        writing.file = fopen(path, "w");
        if (writing.file == NULL)
            return err_set(err, FATAL, "cannot write \"%s\": %s", path, strerror(errno));
        files[i].put(&writing);
        bool is_bad = ferror(writing.file) != 0;
        if (fclose(writing.file) != 0 || is_bad)
            return err_set(err, FATAL, "cannot write \"%s\": %s", path, strerror(errno));
    }
    return OK;
}
