/* test_directory_check -- every fault a directory can have, by file, row and reason. */
#include "office/directory_check.h"

#include <string.h>

#include "base/civil.h"
#include "office/directory_csv.h"
#include "office/directory_diff.h"
#include "support/cmocka.h"
#include "support/directory_text.h"
#include "support/listing_text.h"

static const struct civil_date today = {.year = 2022, .month = 3, .day = 5};

#define UNITS "code,name,level,parent,first_day,last_day,successor,is_outside\n"
#define SECTIONS "unit,code,name,is_dedicated,first_day,last_day,successor_unit,successor_section\n"
#define PEOPLE "code,name,first_day,last_day\n"
#define MEMBERS "person,unit,section,first_day,last_day\n"
#define ROLES "role,unit,section,person,first_day,last_day\n"
#define ALIASES "source,kind,unit,alias,code\n"
/* One of ours with two sections, three people, and somebody on every post. */
#define U UNITS "u,One,city,,,,,\n"
#define S SECTIONS "u,a,A,yes,,,,\nu,b,B,no,,,,\n"
#define P PEOPLE "p,Li,,\nq,Wu,,\nr,Xu,,\n"
#define POSTS "master_post,u,a,p,,\nsection_post,u,a,p,,\nsection_post,u,b,q,,\n"
#define R ROLES POSTS

/* clang-format off */
#define ONE(code, parent) code ",A,city," parent ",,,,yes\n"
#define FOUR(code, parent) ONE(code, parent) ONE(code, parent) ONE(code, parent) ONE(code, parent)
#define MANY(code, parent) FOUR(code, parent) FOUR(code, parent) FOUR(code, parent)

static const struct {
    const char *title;
    struct directory_texts texts; /* units, sections, people, memberships, roles, aliases */
    const char *faults; /* NULL: some; what matters is that it comes to an end */
} rows[] = {
    {"a directory in order has none",
     {{U, S, P, MEMBERS "p,u,a,,\nq,u,b,,\n", R, ALIASES "x,unit,,one,u\nx,section,u,aa,a\nx,person,,li,p\n"}}, ""},
    {"one without units is no directory", {{NULL, NULL, NULL, NULL, NULL, NULL}},
     "units.csv 0: there are no units\n"},

    /* who is named and not there */
    {"a parent nobody knows", {{U "w,Two,city,v,,,,yes\n", S, P, NULL, R, NULL}},
     "units.csv 3: parent 'v' is not in the directory\n"},
    {"a parent that came later", {{U "w,Two,city,v,2020-01-01,,,yes\nv,Three,city,,2021-01-01,,,yes\n", S, P, NULL, R, NULL}},
     "units.csv 3: parent 'v' is not there on 2020-01-01, when this row is in force\n"},
    {"a parent with a gap between its names",
     {{U "w,Two,city,v,,,,yes\nv,Three,city,,,2020-06-30,,yes\nv,Four,city,,2020-07-02,,,yes\n", S, P, NULL, R, NULL}},
     "units.csv 3: parent 'v' is not there on 2020-07-01, when this row is in force\n"},
    {"a parent renamed without a gap",
     {{U "w,Two,city,v,,,,yes\nv,Three,city,,,2020-06-30,,yes\nv,Four,city,,2020-07-01,,,yes\n", S, P, NULL, R, NULL}}, ""},
    {"a successor nobody knows", {{U "w,Two,city,,,2020-01-01,v,yes\n", S, P, NULL, R, NULL}},
     "units.csv 3: successor 'v' is not in the directory\n"},
    {"a section of no unit", {{U, S "v,c,C,no,,,,\n", P, NULL, R, NULL}},
     "sections.csv 4: unit 'v' is not in the directory\n"},
    {"a section of a unit that is gone", {{U "v,Two,city,,,2020-12-31,,yes\n", S "v,c,C,no,,,,\n", P, NULL, R, NULL}},
     "sections.csv 4: unit 'v' is not there on 2021-01-01, when this row is in force\n"},
    {"a section whose successors nobody knows", {{U, S "u,c,C,no,,2020-01-01,v,z\n", P, NULL, R, NULL}},
     "sections.csv 4: successor_unit 'v' is not in the directory\n"
     "sections.csv 4: successor_section 'z' is not in the directory\n"},
    {"a section followed by its neighbour", {{U, S "u,c,C,no,,2020-01-01,,a\n", P, NULL, R, NULL}}, ""},
    {"a member nobody knows, of places nobody knows",
     {{U, S, P, MEMBERS "x,u,a,,\np,v,a,,\nq,u,z,,\n", R, NULL}},
     "memberships.csv 2: person 'x' is not in the directory\n"
     "memberships.csv 3: unit 'v' is not in the directory\n"
     "memberships.csv 3: section 'a' is not in the directory\n"
     "memberships.csv 4: section 'z' is not in the directory\n"},
    {"a member who left", {{U, S, PEOPLE "p,Li,,\nq,Wu,,\nr,Xu,,2019-12-31\n", MEMBERS "r,u,a,,\n", R, NULL}},
     "memberships.csv 2: person 'r' is not there on 2020-01-01, when this row is in force\n"},
    {"a role of nobody, nowhere",
     {{U, S, P, NULL, R "head,v,,p,,\nsection_head,u,z,p,,\nhead,u,,x,,\n", NULL}},
     "roles.csv 5: unit 'v' is not in the directory\n"
     "roles.csv 6: section 'z' is not in the directory\n"
     "roles.csv 7: person 'x' is not in the directory\n"},
    {"a post of a section without one", {{U, S, P, NULL, R "section_post,u,,r,,\nsection_head,u,,r,,\n", NULL}},
     "roles.csv 5: section is empty, and section_post is of one\n"
     "roles.csv 6: section is empty, and section_head is of one\n"},
    {"aliases of nobody",
     {{U, S, P, NULL, R, ALIASES "x,unit,,1,v\nx,section,u,2,z\nx,section,,3,z\nx,person,,4,y\nx,section,v,5,a\n"}},
     "aliases.csv 2: code 'v' is not in the directory\n"
     "aliases.csv 3: code 'z' is not in the directory\n"
     "aliases.csv 4: code 'z' is not in the directory\n"
     "aliases.csv 5: code 'y' is not in the directory\n"
     "aliases.csv 6: unit 'v' is not in the directory\n"
     "aliases.csv 6: code 'a' is not in the directory\n"},
    {"leading zeros that a spreadsheet dropped",
     {{U "0012,Two,city,,,,,yes\n", S "0012,007,C,no,,,,\n", PEOPLE "p,Li,,\nq,Wu,,\n0005,Xu,,\n",
       MEMBERS "5,12,7,,\n0005,0012,7,,\n", R, ALIASES "x,section,,c,7\n"}},
     "memberships.csv 2: person '5' is not in the directory; did a spreadsheet drop leading zeros? there is '0005'\n"
     "memberships.csv 2: unit '12' is not in the directory; did a spreadsheet drop leading zeros? there is '0012'\n"
     "memberships.csv 2: section '7' is not in the directory; did a spreadsheet drop leading zeros? there is '007'\n"
     "memberships.csv 3: section '7' is not in the directory; did a spreadsheet drop leading zeros? there is '007'\n"
     "aliases.csv 2: code '7' is not in the directory; did a spreadsheet drop leading zeros? there is '007'\n"},

    /* in a circle */
    {"a unit above itself", {{U "v,Two,city,v,,,,yes\n", S, P, NULL, R, NULL}},
     "units.csv 3: parent 'v' is below the unit itself: parents go in a circle\n"},
    {"three in a circle, and one that hangs on it",
     {{U "a,A,city,b,,,,yes\nb,B,city,c,,,,yes\nc,C,city,a,,,,yes\nd,D,city,a,,,,yes\n", S, P, NULL, R, NULL}},
     "units.csv 3: parent 'b' is below the unit itself: parents go in a circle\n"
     "units.csv 4: parent 'c' is below the unit itself: parents go in a circle\n"
     "units.csv 5: parent 'a' is below the unit itself: parents go in a circle\n"
     "units.csv 6: parent 'a' has more than 16 units above it, or a circle\n"},
    {"a circle of units that are there many times",
     {{UNITS MANY("a", "b") MANY("b", "c") MANY("c", "b"), NULL, NULL, NULL, NULL, NULL}}, NULL},
    {"two that were above each other in turn",
     {{U "a,A,city,,,2019-12-31,,yes\na,A,city,b,2020-01-01,,,yes\nb,B,city,a,,2019-12-31,,yes\nb,B,city,,2020-01-01,,,yes\n",
       S, P, NULL, R, NULL}}, ""},

    /* two at once */
    {"a unit twice at once", {{U "v,Two,city,,,2020-03-01,,yes\nv,Two,city,,2020-03-01,,,yes\n", S, P, NULL, R, NULL}},
     "units.csv 4: unit 'v' is there twice at once: also in row 3, on 2020-03-01\n"},
    {"a unit twice, word for word", {{U "v,Two,city,,,,,yes\nv,Two,city,,,,,yes\n", S, P, NULL, R, NULL}},
     "units.csv 4: unit 'v' is there twice at once: also in row 3, on 2000-01-01\n"},
    {"of rows out of order the lower one is told",
     {{U "v,Two,city,,2020-03-01,,,yes\nv,Two,city,,,,,yes\n", S, P, NULL, R, NULL}},
     "units.csv 4: unit 'v' is there twice at once: also in row 3, on 2020-03-01\n"},
    {"a section twice at once", {{U, S "u,c,C,no,,2021-01-01,,\nu,c,D,no,2020-01-01,2020-02-02,,\n", P, NULL, R, NULL}},
     "sections.csv 5: section 'c' of 'u' is there twice at once: also in row 4, on 2020-01-01\n"},
    {"a section in two units", {{U "v,Two,city,,,,,yes\n", S "v,b,B,no,,,,\n", P, NULL, R, NULL}},
     "sections.csv 4: section 'b' of 'v' is in two units at once; end one of them, or give each a code of its own: "
     "also in row 3, on 2000-01-01\n"},
    {"one code for sections of different names", {{U "v,Two,city,,,,,yes\n", S "v,b,C,no,,,,\n", P, NULL, R, NULL}}, ""},
    {"a section that moved to another unit",
     {{U "v,Two,city,,,,,yes\n", SECTIONS "u,a,A,yes,,,,\nu,b,B,no,,2019-12-31,v,b\nv,b,B,no,2020-01-01,,,\n", P, NULL,
       ROLES "master_post,u,a,p,,\nsection_post,u,a,p,,\n", NULL}}, ""},
    {"two dedicated sections", {{U, S "u,c,C,yes,2021-05-05,2021-06-06,,\n", P, NULL, R, NULL}},
     "sections.csv 4: unit 'u' has two dedicated sections at once: also in row 2, on 2021-05-05\n"},
    {"a person twice at once", {{U, S, P "r,Xu,2020-01-01,\n", NULL, R, NULL}},
     "people.csv 5: person 'r' is there twice at once: also in row 4, on 2020-01-01\n"},
    {"a person in two sections", {{U, S, P, MEMBERS "r,u,a,,2020-05-01\nr,u,b,2020-05-01,\n", R, NULL}},
     "memberships.csv 3: person 'r' is in two sections at once: also in row 2, on 2020-05-01\n"},
    {"a person who moved the day after", {{U, S, P, MEMBERS "r,u,a,,2020-04-30\nr,u,b,2020-05-01,\n", R, NULL}}, ""},
    {"two master posts", {{U, S, P, NULL, R "master_post,u,b,q,2021-01-01,2021-01-31\n", NULL}},
     "roles.csv 5: unit 'u' has two master posts at once: also in row 2, on 2021-01-01\n"},
    {"two section posts", {{U, S, P, NULL, R "section_post,u,b,r,2021-01-01,\n", NULL}},
     "roles.csv 5: section 'b' of 'u' has two section posts at once: also in row 4, on 2021-01-01\n"},
    {"a role twice by one person, and by two",
     {{U, S, P, NULL, R "head,u,,r,,\nhead,u,,r,2020-01-01,\ninspector,u,,p,,\ninspector,u,,q,,\n", NULL}},
     "roles.csv 6: role 'head' of 'u' is held twice at once by the same person: also in row 5, on 2020-01-01\n"},
    {"an alias twice", {{U "v,Two,city,,,,,yes\n", S, P, NULL, R, ALIASES "x,unit,,one,u\ny,unit,,one,u\nx,unit,,one,v\n"}},
     "aliases.csv 4: alias 'one' of 'x' is there twice: also in row 2\n"},
    {"all faults at once",
     {{U "v,Two,city,w,,,,yes\nv,Two,city,,,,,yes\n", S "v,b,B,no,,,,\n", P, MEMBERS "r,u,a,,\nr,u,b,,\n", R, NULL}},
     "units.csv 3: parent 'w' is not in the directory\n"
     "units.csv 4: unit 'v' is there twice at once: also in row 3, on 2000-01-01\n"
     "sections.csv 4: section 'b' of 'v' is in two units at once; end one of them, or give each a code of its own: "
     "also in row 3, on 2000-01-01\n"
     "memberships.csv 3: person 'r' is in two sections at once: also in row 2, on 2000-01-01\n"},

    /* nobody there */
    {"posts nobody ever had", {{U, S, P, NULL, ROLES "head,u,,p,,\n", NULL}},
     "? units.csv 2: unit 'u' has nobody on its master post on 2022-03-05\n"
     "? sections.csv 2: section 'a' of 'u' has nobody on its post on 2022-03-05\n"
     "? sections.csv 3: section 'b' of 'u' has nobody on its post on 2022-03-05\n"},
    {"posts that will be left", {{U, S, P, NULL,
     ROLES "master_post,u,a,p,,2022-06-30\nsection_post,u,a,p,,2022-03-05\nsection_post,u,b,q,,\nmaster_post,u,a,,2022-07-01,\n", NULL}},
     "? units.csv 2: unit 'u' has nobody on its master post on 2022-07-01\n"
     "? sections.csv 2: section 'a' of 'u' has nobody on its post on 2022-03-06\n"},
    {"a post that was vacant long ago, and one handed on without a gap", {{U, S, P, NULL,
     ROLES "master_post,u,a,p,2021-01-01,2022-12-31\nmaster_post,u,b,r,2023-01-01,\nsection_post,u,a,p,,\nsection_post,u,b,q,,\n", NULL}},
     ""},
    {"a section that opens next year", {{U, S "u,c,C,no,2023-01-01,,,\n", P, NULL, R, NULL}},
     "? sections.csv 4: section 'c' of 'u' has nobody on its post on 2023-01-01\n"},
    {"one that was closed, and those of units outside",
     {{U "v,Two,city,,,,,yes\n", S "u,c,C,no,,2022-03-04,,\nv,d,D,no,,,,\n", P, NULL, R, NULL}}, ""},
    {"no roles at all", {{U, S, P, NULL, NULL, NULL}}, "? roles.csv 0: there are no roles: no post is held\n"},
};
/* clang-format on */

static void every_fault_is_told_by_file_and_row(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct directory directory;
        struct faults faults = {.count = 0};
        struct err err;
        char text[DIRECTORY_TEXT_MAX];
        print_message("    %s\n", rows[i].title);
        directory_text_read(&rows[i].texts, &directory, &faults);
        assert_int_equal(faults.count, 0); /* the texts can be read; what they say is judged */
        assert_int_equal(directory_check(&directory, civil_day_from(today), &faults, &err), OK);
        directory_text_faults(&faults, text);
        if (rows[i].faults == NULL)
            assert_true(faults.errors > 0);
        else
            assert_string_equal(text, rows[i].faults);
        faults_done(&faults);
        directory_done(&directory);
    }
}

#define NUMBERS UNITS "007,One,city,,,,,yes\n"

/* clang-format off */
static const struct {
    const char *title;
    struct directory_texts before;
    struct directory_texts after;
    const char *faults;
} loads[] = {
    {"every code has lost its zeros",
     {{NUMBERS, SECTIONS "007,01,A,no,,,,\n", PEOPLE "0001,Li,,\n", NULL, NULL, NULL}},
     {{UNITS "7,One,city,,,,,yes\n", SECTIONS "7,1,A,no,,,,\n", PEOPLE "1,Li,,\n", NULL, NULL, NULL}},
     "units.csv 2: code '7' is new, and '007' would be gone; did a spreadsheet drop leading zeros? if not, take the old one away in a load before\n"
     "sections.csv 2: code '1' is new, and '01' would be gone; did a spreadsheet drop leading zeros? if not, take the old one away in a load before\n"
     "people.csv 2: code '1' is new, and '0001' would be gone; did a spreadsheet drop leading zeros? if not, take the old one away in a load before\n"},
    {"they come back", {{UNITS "7,One,city,,,,,yes\n", NULL, NULL, NULL, NULL, NULL}},
     {{NUMBERS, NULL, NULL, NULL, NULL, NULL}}, ""},
    {"a new one beside the old", {{NUMBERS, NULL, NULL, NULL, NULL, NULL}},
     {{NUMBERS "7,Two,city,,,,,yes\n", NULL, NULL, NULL, NULL, NULL}}, ""},
    {"a section of another unit", {{NUMBERS "8,Two,city,,,,,yes\n", SECTIONS "007,01,A,no,,,,\n", NULL, NULL, NULL, NULL}},
     {{NUMBERS "8,Two,city,,,,,yes\n", SECTIONS "8,1,A,no,,,,\n", NULL, NULL, NULL, NULL}}, ""},
    {"the old one was gone before", {{NULL, NULL, NULL, NULL, NULL, NULL}},
     {{UNITS "7,One,city,,,,,yes\n", NULL, NULL, NULL, NULL, NULL}}, ""},
};
/* clang-format on */

static void zeros_lost_since_the_last_load_are_told(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
        struct directory before;
        struct directory after;
        struct faults faults = {.count = 0};
        struct err err;
        char text[DIRECTORY_TEXT_MAX];
        print_message("    %s\n", loads[i].title);
        directory_text_read(&loads[i].before, &before, &faults);
        directory_text_read(&loads[i].after, &after, &faults);
        assert_int_equal(directory_check_zeros(&before, &after, &faults, &err), OK);
        directory_text_faults(&faults, text);
        assert_string_equal(text, loads[i].faults);
        faults_done(&faults);
        directory_done(&before);
        directory_done(&after);
    }
}

/* Read, judged and compared in whatever there is: done, or FATAL, and nothing in between. */
static enum outcome do_all(size_t memory_bytes, struct err *err)
{
    static const char *const files[] = {U, S, P, MEMBERS "p,u,a,,\n", R, ALIASES "x,unit,,one,u\n"};
    struct directory directory;
    struct directory empty;
    struct faults faults = {.count = 0};
    struct directory_diff diff;
    enum outcome outcome = directory_init(&directory, memory_bytes, err);
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT && outcome == OK; which++)
        outcome = listing_text_read(&directory_listings[which], &directory.tables[which],
                                    str_from(files[which]), &faults, err);
    if (outcome == OK)
        outcome = directory_check(&directory, civil_day_from(today), &faults, err);
    struct err ignored;
    assert_int_equal(directory_init(&empty, 1 << 20, &ignored), OK);
    if (outcome == OK)
        outcome = directory_check_zeros(&empty, &directory, &faults, err);
    if (outcome == OK)
        outcome = directory_diff(&empty, &directory, &diff, err);
    assert_int_equal(faults.count, 0);
    directory_done(&directory);
    directory_done(&empty);
    return outcome;
}

static void a_directory_that_is_too_large_is_said_to_be(void **state)
{
    (void) state;
    struct err err;
    size_t refused = 0;
    for (size_t memory_bytes = 1; do_all(memory_bytes, &err) != OK; memory_bytes += 997) {
        assert_int_equal(err.outcome, FATAL);
        if (strncmp(err.text, "the tables need more than ", 26) != 0)
            fail_msg("%s", err.text);
        refused++;
        assert_true(memory_bytes < 1 << 20);
    }
    assert_true(refused > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told_by_file_and_row),
        cmocka_unit_test(zeros_lost_since_the_last_load_are_told),
        cmocka_unit_test(a_directory_that_is_too_large_is_said_to_be),
    };
    return RUN(tests);
}
