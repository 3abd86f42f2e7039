/* test_alert_recipients -- who is told, rule by rule. */
#include "office/alert_recipients.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "core/words.h"
#include "support/arena.h"
#include "support/cmocka.h"
#include "support/directory_text.h"

enum { TEXT_MAX = 4096 };

/* clang-format off */
/* gov stands above all; u is the unit of most rows, v another; county w has nobody of its own. */
#define UNITS "code,name,level,parent,first_day,last_day,successor,is_outside\n" \
    "gov,府,city,,,,,\nu,局,city,gov,,,,\nv,委,city,gov,,,,\nout,厂,city,gov,,,,yes\n" \
    "old,旧局,city,gov,,2020-12-31,u,\nolder,更旧,city,gov,,2010-12-31,old,\nended,撤,city,gov,,2020-12-31,,\n" \
    "du,督查室,city,gov,,,,\nlead,牵头,city,gov,,,,\nc,县府,county,gov,,,,\nw,县局,county,c,,,,\nalone,孤,city,,,,,\n"
#define SECTIONS "unit,code,name,is_dedicated,first_day,last_day,successor_unit,successor_section\n" \
    "u,a,办,yes,,,,\nu,b,科,no,,,,\nu,z,旧科,no,,2020-12-31,,b\nv,d,处,yes,,,,\nv,y,移,no,,2020-12-31,u,b\n"
#define PEOPLE "code,name,first_day,last_day\n" \
    "h,甲,,\nr,乙,,\ng,丙,,2021-06-30\nm,丁,,\nn,戊,,2021-06-30\nf,己,2023-01-01,\n"
#define MEMBERS "person,unit,section,first_day,last_day\n" \
    "h,u,b,,\nr,v,d,,\ng,u,b,,2021-06-30\nm,u,a,,2021-06-30\nm,v,d,2021-07-01,\nf,u,b,2023-01-01,\n"
#define NO_ROLES "role,unit,section,person,first_day,last_day\n"
#define POSTS NO_ROLES \
    "section_post,u,a,pa,,\nsection_post,u,b,pb,,\nmaster_post,u,a,ma,,\nsection_head,u,b,sh,,\n" \
    "leader_in_charge,u,,la,,\nhead,u,,he,,\ndiscipline_committee,u,a,dc,,\n" \
    "section_post,v,d,pd,,\nmaster_post,v,d,mv,,\nsection_head,v,d,sv,,\n"
#define OFFICES "inspector,du,,in,,\nlead_department,lead,,,,\n"
#define ALL POSTS OFFICES

#define H SET_OF(RECIPIENT_HANDLER)
#define R SET_OF(RECIPIENT_RECEIVER)
#define HP SET_OF(RECIPIENT_HANDLER_SECTION_POST)
#define RP SET_OF(RECIPIENT_RECEIVER_SECTION_POST)
#define M SET_OF(RECIPIENT_MASTER_POST)
#define SH SET_OF(RECIPIENT_SECTION_HEAD)
#define L SET_OF(RECIPIENT_LEADER_IN_CHARGE)
#define HE SET_OF(RECIPIENT_HEAD)
#define SO SET_OF(RECIPIENT_SUPERVISION_OFFICE)
#define DC SET_OF(RECIPIENT_DISCIPLINE_COMMITTEE)
#define LD SET_OF(RECIPIENT_LEAD_DEPARTMENT)
#define TWICE (SET_OF(RUNG_LEVEL_YELLOW) | SET_OF(RUNG_LEVEL_RED))

#define S(text) {.ptr = text, .len = sizeof(text) - 1}
#define AT(u, s, p) {.unit = S(u), .section = S(s), .person = S(p)}
#define ASKED(u, s, p) AT(u, s, p), S(u)

static const struct {
    const char *title;
    const char *roles;
    uint32_t recipients;
    uint32_t copies;
    struct party holder;
    struct party receiver;
    struct str accepted_unit;
    const char *told; /* who was told of yellow and red */
    const char *expected;
} rows[] = {
    {"a red rung goes to five", ALL, H | R | HP | RP | M, 0, AT("u", "b", "h"), ASKED("v", "d", "r"), "",
     "handler u/b/h; receiver v/d/r; handler_section_post u/b/pb; receiver_section_post v/d/pd; master_post u/a/ma"},
    {"who asked first handles it himself: once, as the handler", ALL, H | R | HP | RP, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "", "handler u/b/h; handler_section_post u/b/pb"},
    {"copies stand behind, and nobody has one of what he is told", ALL, H | L, M | L, AT("u", "b", "h"), ASKED("u", "b", "h"), "",
     "handler u/b/h; leader_in_charge u//la; copy master_post u/a/ma"},

    /* 承办人, 首问责任人 */
    {"nobody is named: the section's post", ALL, H, 0, AT("u", "b", ""), ASKED("v", "d", "r"), "", "handler_section_post u/b/pb"},
    {"who has left: the section's post", ALL, H, 0, AT("u", "b", "g"), ASKED("v", "d", "r"), "", "handler_section_post u/b/pb"},
    {"who works in another unit has left", ALL, H, 0, AT("u", "a", "m"), ASKED("v", "d", "r"), "", "handler_section_post u/a/pa"},
    {"who is not yet here is not told", ALL, H, 0, AT("u", "b", "f"), ASKED("v", "d", "r"), "", "handler_section_post u/b/pb"},
    {"who went without having been in a section", ALL, H, 0, AT("u", "b", "n"), ASKED("v", "d", "r"), "", "handler_section_post u/b/pb"},
    {"whom the directory does not know is taken as named", ALL, H, 0, AT("u", "b", "k"), ASKED("v", "d", "r"), "", "handler u/b/k"},
    {"the section is the person's where the case does not say it", ALL, H | R | RP, 0,
     AT("u", "", "h"), ASKED("v", "", "r"), "", "handler u/b/h; receiver v/d/r; receiver_section_post v/d/pd"},
    {"and the one he was in at last", ALL, R, 0, AT("u", "b", "h"), ASKED("u", "", "g"), "", "receiver_section_post u/b/pb"},
    {"no receiver and no section: the master post", ALL, R, 0, AT("u", "b", "h"), ASKED("v", "", ""), "", "master_post v/d/mv"},
    {"a receiver without a unit is the accepting one's", ALL, R, 0, AT("u", "b", "h"), AT("", "d", "r"), S("v"), "", "receiver v/d/r"},
    {"a section that was dissolved: its successor", ALL, HP, 0, AT("u", "z", ""), ASKED("v", "d", "r"), "", "handler_section_post u/b/pb"},
    {"in another unit", ALL, HP, 0, AT("v", "y", ""), ASKED("v", "d", "r"), "", "handler_section_post u/b/pb"},
    {"a unit that was dissolved: the successor of its successor", ALL, M, 0, AT("older", "x", ""), ASKED("v", "d", "r"), "", "master_post u/a/ma"},

    /* vacancies */
    {"a vacant section post: the master post", NO_ROLES "master_post,u,a,ma,,\nsection_post,u,b,,,\n", HP, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "", "master_post u/a/ma"},
    {"a vacant head of section: its post", NO_ROLES "section_post,u,b,pb,,\nmaster_post,u,a,ma,,\n", SH | L, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "", "handler_section_post u/b/pb"},
    {"nobody there either: upwards in the unit", NO_ROLES "head,u,,he,,\n" OFFICES, H | HP | M, 0,
     AT("u", "b", ""), ASKED("u", "b", ""), "", "head u//he"},
    {"but not out of it: the posts as such", NO_ROLES OFFICES, H | RP | M, LD, AT("u", "b", ""), ASKED("v", "d", ""), "",
     "handler u/b/; receiver_section_post v/d/; master_post u/b/; copy lead_department lead// (nobody_in_role)"},
    {"a role that is over or has not begun", NO_ROLES "section_post,u,b,pb,,2021-12-31\nsection_post,u,b,pc,2022-12-31,\nhead,u,,he,,\n",
     HP, 0, AT("u", "b", "h"), ASKED("u", "b", "h"), "", "head u//he"},

    /* leaders */
    {"each of two leaders", NO_ROLES "leader_in_charge,u,,la,,\nleader_in_charge,u,,lb,,\n", L, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "", "leader_in_charge u//la; leader_in_charge u//lb"},
    {"the one in charge of the section", NO_ROLES "leader_in_charge,u,,la,,\nleader_in_charge,u,b,lb,,\n", L, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "", "leader_in_charge u/b/lb"},
    {"head and discipline committee, whatever section theirs is", POSTS, HE | DC, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "", "head u//he; discipline_committee u/a/dc"},

    /* offices that are not of every unit */
    {"the unit's own supervision", ALL "inspector,u,a,own,,\ninspector,gov,,gg,,\n", SO, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "", "supervision_office u/a/own"},
    {"else the one beside it", ALL "inspector,gov,,gg,,\n", SO | LD, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "", "supervision_office du//in; lead_department lead//"},
    {"else the one above, of a county the city's", ALL, SO | LD, 0,
     AT("w", "b", "h"), ASKED("u", "b", "h"), "", "supervision_office du//in; lead_department lead//"},
    {"a county's own goes first", ALL "inspector,c,,cc,,\n", SO, 0, AT("w", "", ""), ASKED("u", "b", "h"), "", "supervision_office c//cc"},
    {"no supervision: the lead department", POSTS "lead_department,lead,,,,\ninspector,du,,,,\n", SO, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "", "lead_department lead//"},
    {"no lead department either", POSTS, SO, 0, AT("u", "b", "h"), ASKED("u", "b", "h"), "",
     "supervision_office u/b/ (nobody_in_role)"},

    /* never three levels to one person */
    {"the third time the next post up", ALL, SH | L, 0, AT("u", "b", "h"), ASKED("u", "b", "h"), "sh", "leader_in_charge u//la"},
    {"and up, and out of the unit", ALL, SH, 0, AT("u", "b", "h"), ASKED("u", "b", "h"), "sh la he", "supervision_office du//in"},
    {"to the lead department at last", ALL, L, 0, AT("u", "b", "h"), ASKED("u", "b", "h"), "la he in", "lead_department lead//"},
    {"a substitute is told no third time", NO_ROLES "section_post,u,b,pb,,\nhead,u,,he,,\n", SH, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "pb", "head u//he"},
    {"the receiver's next is his own section's head", ALL, R, 0, AT("u", "b", "h"), ASKED("v", "d", "r"), "r", "section_head v/d/sv"},
    {"one of two leaders is enough", NO_ROLES "leader_in_charge,u,,la,,\nleader_in_charge,u,,lb,,\nhead,u,,he,,\n", L, 0,
     AT("u", "b", "h"), ASKED("u", "b", "h"), "la", "leader_in_charge u//lb"},
    {"nobody is left", POSTS, SH, 0, AT("u", "b", "h"), ASKED("u", "b", "h"), "sh la he", "section_head u/b/ (nobody_in_role)"},
    {"nobody is above the discipline committee", ALL, DC, 0, AT("u", "b", "h"), ASKED("u", "b", "h"), "dc",
     "discipline_committee u/b/ (nobody_in_role)"},

    /* units of another kind */
    {"at an outside unit the receiver's section follows up", ALL, H | R | HP | M, 0, AT("out", "", "x"), ASKED("v", "d", "r"), "",
     "handler_section_post v/d/pd; receiver v/d/r; master_post v/d/mv"},
    {"a unit nobody knows: the supervision of the accepting one", ALL "inspector,v,d,iv,,\n", H | HP | M, L,
     AT("none", "b", "h"), ASKED("v", "d", "r"), "", "supervision_office v/d/iv (unit_unknown)"},
    {"else the lead department", POSTS "lead_department,lead,,,,\n", H, 0, AT("none", "b", "h"), ASKED("v", "d", "r"), "",
     "lead_department lead// (unit_unknown)"},
    {"neither is known", ALL "inspector,alone,,ia,,\n", H, 0, AT("none", "", ""), ASKED("nil", "", ""), "",
     "supervision_office alone//ia (unit_unknown)"},
    {"in an empty directory", NO_ROLES, H, 0, AT("none", "b", "h"), ASKED("v", "d", "r"), "",
     "supervision_office v/d/ (nobody_in_role,unit_unknown)"},
    {"a unit that ended without a successor is known", ALL, M, 0, AT("ended", "", ""), ASKED("v", "d", "r"), "",
     "master_post ended// (nobody_in_role)"},
};
/* clang-format on */

static void read_directory(const char *roles, struct directory *directory)
{
    static struct faults faults;
    const struct directory_texts texts = {{UNITS, SECTIONS, PEOPLE, MEMBERS, roles, NULL}};
    faults.count = 0;
    directory_text_read(&texts, directory, &faults);
    assert_int_equal(faults.count, 0);
    alert_directory_sort(directory);
}

/* Told of yellow and red: each word of the list. */
static size_t read_told(const char *list, struct alert_told told[8])
{
    size_t count = 0;
    while (*list != '\0') {
        size_t len = strcspn(list, " ");
        told[count++] = (struct alert_told) {.person = {list, len}, .levels = TWICE};
        list += len + (list[len] == ' ' ? 1 : 0);
    }
    return count;
}

static void write_text(const struct alert_recipients *recipients, char text[TEXT_MAX])
{
    size_t len = 0;
    struct str flags = {0};
    text[0] = '\0';
    for (size_t i = 0; i < recipients->count; i++) {
        const struct alert_recipient *item = &recipients->items[i];
        len += (size_t) snprintf(text + len, TEXT_MAX - len, "%s%s%.*s %.*s/%.*s/%.*s",
                                 i == 0 ? "" : "; ", item->is_copy ? "copy " : "",
                                 STR_ARG(word_recipient(item->post)), STR_ARG(item->party.unit),
                                 STR_ARG(item->party.section), STR_ARG(item->party.person));
    }
    assert_true(words_alert_flags(recipients->flags, &test_arena, &flags));
    if (flags.len > 0)
        (void) snprintf(text + len, TEXT_MAX - len, " (%.*s)", STR_ARG(flags));
}

static int64_t today(void)
{
    return civil_day_from((struct civil_date) {.year = 2022, .month = 3, .day = 5});
}

static void every_row_of_the_table(void **state)
{
    (void) state;
    static struct alert_recipients recipients;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct directory directory;
        struct alert_told told[8];
        char text[TEXT_MAX];
        read_directory(rows[i].roles, &directory);
        const struct alert_question question = {
            .recipients = rows[i].recipients,
            .copies = rows[i].copies,
            .level = RUNG_LEVEL_URGE,
            .holder = rows[i].holder,
            .receiver = rows[i].receiver,
            .accepted_unit = rows[i].accepted_unit,
            .day = today(),
            .told = told,
            .told_count = read_told(rows[i].told, told),
        };
        alert_recipients_of(&directory, &question, &recipients);
        write_text(&recipients, text);
        if (strcmp(text, rows[i].expected) != 0)
            fail_msg("%s: %s, not %s", rows[i].title, text, rows[i].expected);
        directory_done(&directory);
    }
}

static void only_lower_levels_count_and_each_once(void **state)
{
    (void) state;
    static struct alert_recipients recipients;
    static const struct {
        struct alert_told told[2];
        enum rung_level level;
        const char *expected;
    } cases[] = {
        {{{S("sh"), SET_OF(RUNG_LEVEL_RED)}}, RUNG_LEVEL_URGE, "sh"},
        {{{S("sh"), TWICE}}, RUNG_LEVEL_RED, "sh"},
        {{{S("sh"), TWICE}}, RUNG_LEVEL_NOTICE, "la"},
        {{{S("sh"), SET_OF(RUNG_LEVEL_YELLOW)}, {S("sh"), SET_OF(RUNG_LEVEL_RED)}},
         RUNG_LEVEL_URGE,
         "la"},
        {{{S("sh"), SET_OF(RUNG_LEVEL_RED)}, {S("sh"), SET_OF(RUNG_LEVEL_RED)}},
         RUNG_LEVEL_URGE,
         "sh"},
    };
    struct directory directory;
    read_directory(ALL, &directory);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct alert_question question = {
            .recipients = SH,
            .level = cases[i].level,
            .holder = AT("u", "b", "h"),
            .receiver = AT("u", "b", "h"),
            .day = today(),
            .told = cases[i].told,
            .told_count = 2,
        };
        alert_recipients_of(&directory, &question, &recipients);
        assert_int_equal(recipients.count, 1);
        assert_true(str_eq(recipients.items[0].party.person, str_from(cases[i].expected)));
    }
    directory_done(&directory);
}

static void there_is_an_end_to_recipients_and_to_units_above(void **state)
{
    (void) state;
    static struct alert_recipients recipients;
    static char roles[TEXT_MAX];
    struct directory directory;
    struct str above[ALERT_UNITS_ABOVE_MAX];
    size_t len = (size_t) snprintf(roles, sizeof(roles), "%s", NO_ROLES);
    for (int i = 0; i < ALERT_RECIPIENTS_MAX + 1; i++)
        len += (size_t) snprintf(roles + len, sizeof(roles) - len, "head,u,,h%d,,\n", i);
    read_directory(roles, &directory);
    const struct alert_question question = {
        .recipients = HE, .holder = AT("u", "b", "h"), .day = today()};
    alert_recipients_of(&directory, &question, &recipients);
    assert_int_equal(recipients.count, ALERT_RECIPIENTS_MAX);
    assert_int_equal(alert_units_above(&directory, STR("w"), today(), above), 2);
    assert_true(str_eq(above[0], STR("c")) && str_eq(above[1], STR("gov")));
    assert_int_equal(alert_units_above(&directory, STR("none"), today(), above), 0);
    directory_done(&directory);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_row_of_the_table),
        TEST(only_lower_levels_count_and_each_once),
        TEST(there_is_an_end_to_recipients_and_to_units_above),
    };
    return RUN(tests);
}
