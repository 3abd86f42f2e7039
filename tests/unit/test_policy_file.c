/* test_policy_file -- policies as offices write them, and every fault they can have. */
#include "office/policy_file.h"

#include <stdio.h>
#include <string.h>

#include "office/policy_check.h"
#include "support/cmocka.h"
#include "support/folder.h"

enum { TOLD_MAX = 4096 };

#define NAMES                                                                                      \
    "preset,first_day,last_day,clock,scope,unit,category,channel,priority,time_limit,ladder\n"
#define DEFAULT(from, to) "p," from "," to ",completion,default,,,,,7wd,\n"
#define FINE NAMES DEFAULT("2024-01-01", "")
#define ROW(text) FINE "p,2024-01-01,," text "\n"
#define CAPS                                                                                       \
    "preset,clock,scope,time_limit,extensions,extension_limit,long_cycle\np,completion,default,"   \
    "5wd,,,"                                                                                       \
    "\n"
#define WARNED "preset,clock,scope,time_limit,warnings\np,completion,default,5wd,"
#define RUNGS                                                                                      \
    "ladder,rung,level,rings_at,days_min,days_max,recipients,copies,quiet_hours,condition\n"
#define RUNG RUNGS "l,a,red,due,,,handler,,,\n"

/* clang-format off */
static const struct {
    const char *title;
    const char *policy;
    const char *ladders; /* NULL: one of one rung */
    const char *told;
} rows[] = {
    {"a policy in order", ROW("sign,subtree,zjj,complaint,hotline,urgent,30min,l"), NULL, ""},
    {"Chinese names and words", "方案,时限,范围,单位,首问类别,首问方式,期限,起算\n"
     "p,办结,缺省,,,,7wd,\np,签收,本单位,zjj,投诉,政务热线,1wd,转办\n", NULL, ""},
    {"a file without rows", NAMES, NULL, "policy 0: there are no rows\n"},
    {"two presets in one file", FINE "q,2025-01-01,,completion,default,,,,,7wd,\n", NULL,
     "policy 3: preset 'q' is not the one of the file's first row: a file is one preset\n"},

    /* words */
    {"a clock nobody knows", ROW("lunch,all,,,,,7wd,"), NULL,
     "policy 3: clock 'lunch' is none of dispatch 派单, sign 签收, return 退回, first_contact 先行联系, completion 办结, "
     "callback 回访, redo 重办, rectification 整改, annual_report 年度报告\n"},
    {"a category nobody knows", ROW("completion,all,,gossip,,,7wd,"), NULL,
     "policy 3: category 'gossip' is none of any 任意, unclassified 未分类, consultation 咨询事项, service 办理事情, "
     "problem 问题反映, complaint 投诉, other 其他\n"},
    {"a channel nobody knows", ROW("completion,all,,,pigeon,,7wd,"), NULL,
     "policy 3: channel 'pigeon' is none of any 任意, call 来电, visit 来访, letter 来信, mailbox 局长信箱, "
     "hotline 政务热线, other 其他\n"},
    {"a scope nobody knows", ROW("completion,some,,,,,7wd,"), NULL,
     "policy 3: scope 'some' is none of all 全部, unit 本单位, subtree 本单位及下级, default 缺省\n"},
    {"a start nobody knows", "preset,clock,scope,time_limit,start\np,completion,default,7wd,never\n", NULL,
     "policy 2: start 'never' is none of usual 通常, accepted 受理, asked 来电, handed_over 转办, signed 签收, completed 办结, "
     "reopened 重办, found_bad 不满意, year_opened 年初\n"},
    {"a ladder that is not there", ROW("completion,all,,,,,7wd,steep"), NULL,
     "policy 3: ladder 'steep' is not in ladders.csv\n"},
    {"a unit nobody knows", ROW("completion,unit,xyz,,,,7wd,"), NULL, "policy 3: unit 'xyz' is not in the directory\n"},
    {"a unit that is not said", ROW("completion,subtree,,,,,7wd,"), NULL,
     "policy 3: unit is empty, and this scope needs one\n"},
    {"a unit that says nothing", ROW("completion,all,zjj,,,,7wd,"), NULL,
     "policy 3: unit 'zjj' has no meaning for this scope\n"},
    {"a default of something", ROW("sign,default,,complaint,,,7wd,"), NULL,
     "policy 3: scope 'default' is for what matches nothing: without category, channel and priority\n"},
    {"of a channel", ROW("sign,default,,,call,,7wd,"), NULL,
     "policy 3: scope 'default' is for what matches nothing: without category, channel and priority\n"},
    {"of a priority", ROW("sign,default,,,,urgent,7wd,"), NULL,
     "policy 3: scope 'default' is for what matches nothing: without category, channel and priority\n"},

    /* limits */
    {"a limit of 0", ROW("completion,all,,,,,0wd,"), NULL, "policy 3: time_limit '0wd' is less than 1\n"},
    {"a negative one", ROW("completion,all,,,,,-3wd,"), NULL, "policy 3: time_limit '-3wd' is less than 1\n"},
    {"10,000 working days are the most", ROW("completion,all,,,,,10000wd,"), NULL, ""},
    {"10,001 are too many", ROW("completion,all,,,,,10001wd,"), NULL,
     "policy 3: time_limit '10001wd' is more than 10,000 days or half days, or 1,000,000 minutes\n"},
    {"a unit of limits nobody knows", ROW("completion,all,,,,,7weeks,"), NULL,
     "policy 3: time_limit '7weeks' has a unit that is none of min, wmin, hd, wd, cd\n"},
    {"a limit that is no number", ROW("completion,all,,,,,soon,"), NULL,
     "policy 3: time_limit 'soon' is no whole number with a unit behind it, like 7wd\n"},
    {"no limit", ROW("completion,all,,,,,,"), NULL, "policy 3: time_limit is empty\n"},
    {"the report needs none", ROW("annual_report,all,,,,,,l"), NULL, ""},
    {"the report with one", ROW("annual_report,all,,,,,5wd,"), NULL,
     "policy 3: time_limit '5wd' has no meaning here: the report is due the last working day of the year\n"},

    /* warnings */
    {"warnings in order", WARNED "90% due-1wd@09:00;start+2wd、due@09:00\n", NULL, ""},
    {"five warnings", WARNED "10% 20% 30% 40% 50%\n", NULL, "policy 2: warnings '50%' is one more than the 4 there may be\n"},
    {"a warning that comes too late", WARNED "due+1wd\n", NULL, "policy 2: warnings 'due+1wd' is no place before the limit ends\n"},
    {"a warning upon a rung", WARNED "rung+1wd\n", NULL, "policy 2: warnings 'rung+1wd' is no place before the limit ends\n"},
    {"a warning that is none", WARNED "early\n", NULL,
     "policy 2: warnings 'early' is nothing like 90%, due, due-1wd@09:00, rung+5wd, start+20min\n"},

    /* caps */
    {"caps in order", CAPS "p,completion,all,5wd,3,3wd,180cd\np,redo,all,5wd,0,,\np,rectification,all,5wd,,,30wd\n", NULL, ""},
    {"caps of a clock that is never extended", CAPS "p,sign,all,1wd,3,3wd,\n", NULL, "policy 3: clock 'sign' is never extended, and has caps\n"},
    {"none of these extensions may be long", CAPS "p,completion,all,5wd,0,3wd,\n", NULL,
     "policy 3: extension_limit '3wd' caps extensions that there are none of\n"},
    {"extensions of any length", CAPS "p,completion,all,5wd,3,,\n", NULL, "policy 3: extension_limit is empty, and extensions is not\n"},
    {"101 extensions", CAPS "p,completion,all,5wd,101,3wd,\n", NULL, "policy 3: extensions '101' is no number from 0 to 100\n"},
    {"minus one extension", CAPS "p,completion,all,5wd,-1,3wd,\n", NULL, "policy 3: extensions '-1' is no number from 0 to 100\n"},
    {"an extension of nothing", CAPS "p,completion,all,5wd,1,0wd,\n", NULL, "policy 3: extension_limit '0wd' is less than 1\n"},
    {"a long cycle shorter than the limit", CAPS "p,completion,all,30wd,,,20wd\n", NULL,
     "policy 3: long_cycle '20wd' is shorter than the limit itself\n"},
    {"a long cycle shorter than an extension", CAPS "p,completion,all,5wd,1,30wd,20wd\n", NULL,
     "policy 3: long_cycle '20wd' is shorter than one extension\n"},

    /* rows beside each other */
    {"two rows of equal rank", ROW("sign,all,,complaint,call,,1wd,") "p,2024-01-01,,sign,all,,complaint,call,,2wd,\n", NULL,
     "policy 4: it is of equal rank with row 3: the same scope, category, channel and priority of clock sign from 2024-01-01\n"},
    {"two defaults", FINE DEFAULT("2024-01-01", ""), NULL,
     "policy 3: it is of equal rank with row 2: the same scope, category, channel and priority of clock completion from 2024-01-01\n"},
    {"another priority is another rank", ROW("sign,all,,complaint,call,,1wd,") "p,2024-01-01,,sign,all,,complaint,call,x,2wd,\n", NULL, ""},
    {"a period that ends twice", FINE "p,2024-01-01,2024-06-30,sign,all,,,,,1wd,\n", NULL,
     "policy 2: last_day differs from that of row 3, of the same period\n"},
    {"a period without a default row", NAMES "p,2024-01-01,,completion,all,,,,,7wd,\n", NULL,
     "policy 2: the period from 2024-01-01 has no row of scope default for clock completion\n"},
    {"one for another clock does not do", NAMES "p,2024-01-01,,sign,default,,,,,7wd,\n", NULL,
     "policy 2: the period from 2024-01-01 has no row of scope default for clock completion\n"},
    {"periods that follow each other", NAMES DEFAULT("2024-01-01", "2024-06-30") DEFAULT("2024-07-01", ""), NULL, ""},
    {"an open period ends with the next", NAMES DEFAULT("2024-01-01", "") DEFAULT("2024-07-01", ""), NULL, ""},
    {"periods that overlap", NAMES DEFAULT("2024-07-01", "") DEFAULT("2024-01-01", "2024-07-01"), NULL,
     "policy 2: the period of 'p' from 2024-01-01 overlaps that of 'p', which begins on 2024-07-01\n"},
    {"periods with a gap", NAMES DEFAULT("2024-01-01", "2024-06-30") DEFAULT("2024-07-02", ""), NULL,
     "policy 3: there is no policy from 2024-07-01, when that of 'p' has ended, until 2024-07-02\n"},
    {"a period that ends before it begins", NAMES DEFAULT("2024-07-01", "2024-06-30"), NULL,
     "policy 2: first_day 2024-07-01 is after last_day 2024-06-30\n"},
    {"a day that does not exist", NAMES DEFAULT("2024-02-30", ""), NULL,
     "policy 2: first_day '2024-02-30' is a day that does not exist\n"},

    /* ladders */
    {"a ladder in order", FINE, RUNG "l,b,urge,rung+5wd,2,9,section_head、分管领导,head,yes,unexplained\nm,a,黄色预警,90%,,,承办人,,是,催办未说明\n", ""},
    {"rungs that wait for imports", FINE, "ladder,rung,level,rings_at,recipients,batch_sources\nl,a,red,due,handler,book、desk b\n", ""},
    {"a level nobody knows", FINE, RUNG "l,b,purple,due,,,handler,,,\n",
     "ladders.csv 3: level 'purple' is none of yellow 黄色预警, red 红色预警, urge 提请催办, notice 提请通报\n"},
    {"a condition nobody knows", FINE, RUNG "l,b,red,due,,,handler,,,sometimes\n",
     "ladders.csv 3: condition 'sometimes' is none of always 始终, unexplained 催办未说明\n"},
    {"a place that is none", FINE, RUNG "l,b,red,due-1wd@25:00,,,handler,,,\n",
     "ladders.csv 3: rings_at 'due-1wd@25:00' has a time of day, which wants whole days, 00:00 to 23:59\n"},
    {"a first rung upon another", FINE, RUNGS "l,a,red,rung+1wd,,,handler,,,\n",
     "ladders.csv 2: rung 'a' is the first, and counts from the one above\n"},
    {"a rung that is there twice", FINE, RUNG "m,a,red,due,,,handler,,,\nl,a,red,due,,,handler,,,\n",
     "ladders.csv 4: rung 'a' is there twice in its ladder\n"},
    {"nobody is told", FINE, RUNG "l,b,red,due,,,,,,\n", "ladders.csv 3: recipients is empty\n"},
    {"a recipient nobody knows", FINE, RUNG "l,b,red,due,,,boss,,,\n",
     "ladders.csv 3: recipients 'boss' is none of handler, receiver, handler_section_post, receiver_section_post, master_post, "
     "section_head, leader_in_charge, head, supervision_office, discipline_committee, lead_department\n"},
    {"a recipient who is there twice", FINE, RUNG "l,b,red,due,,,handler 承办人,,,\n",
     "ladders.csv 3: recipients '承办人' is there twice\n"},
    {"a copy to a recipient", FINE, RUNG "l,b,red,due,,,handler,receiver handler,,\n",
     "ladders.csv 3: copies 'receiver handler' names who is a recipient already\n"},
    {"days that are no number", FINE, RUNG "l,b,red,due,two,,handler,,,\n",
     "ladders.csv 3: days_min 'two' is no number from 0 to 10000\n"},
    {"days in the wrong order", FINE, RUNG "l,b,red,due,3,2,handler,,,\n", "ladders.csv 3: days_max '2' is less than days_min\n"},

    /* several at once */
    {"what is wrong is told all at once, and what may follow from it is not",
     NAMES "p,2024-01-01,,completion,default,,,,,0wd,\np,2024-01-01,,sign,all,,,,,1day,steep\n", NULL,
     "policy 2: time_limit '0wd' is less than 1\npolicy 3: time_limit '1day' has a unit that is none of min, wmin, hd, wd, cd\n"},
};
/* clang-format on */

static struct policy_file file;
static struct faults faults;

static bool knows_zjj(const void *context, struct str code)
{
    (void) context;
    return str_eq(code, STR("zjj"));
}

static void read_files(const char *policy, const char *ladders)
{
    char path[FOLDER_PATH_MAX];
    struct err err;
    (void) snprintf(path, sizeof(path), "%s", folder_write("p.csv", policy));
    (void) folder_write("ladders.csv", ladders != NULL ? ladders : RUNG);
    faults_done(&faults);
    policy_file_done(&file);
    assert_int_equal(policy_file_init(&file, &err), OK);
    if (policy_file_read(&file, path, &faults, &err) != OK ||
        policy_file_make(&file, &faults, &err) != OK)
        fail_msg("%s", err.text);
}

static void judge(const struct policy_source *others)
{
    const struct units_known units = {.knows = knows_zjj};
    struct err err;
    assert_int_equal(policy_check(&file, others, &units, &faults, &err), OK);
    faults_sort(&faults);
}

static void assert_told(const char *wanted)
{
    char told[TOLD_MAX];
    size_t len = 0;
    told[0] = '\0';
    for (size_t i = 0; i < faults.count; i++)
        len += (size_t) snprintf(told + len, sizeof(told) - len, "%s %zu: %s\n",
                                 policy_listings[faults.items[i].file].file, faults.items[i].row,
                                 faults.items[i].text);
    assert_string_equal(told, wanted);
}

static void every_fault_is_told_by_file_row_field_and_value(void **state)
{
    const struct policy_source alone = {.rows_count = 0};
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i].title);
        read_files(rows[i].policy, rows[i].ladders);
        judge(&alone);
        assert_told(rows[i].told);
    }
}

/* ---- beside other presets ---- */

/* Of preset q in force from and until these days of March 2024. */
static void assert_told_beside(int from, int until, const char *wanted)
{
    const int64_t march = 19783; /* 2024-03-01 */
    const struct policy_row row = {
        .preset = STR("q"),
        .first_day = {march + from - 1},
        .last_day = {until == 0 ? DAY_NONE : march + until - 1},
        .scope = POLICY_SCOPE_DEFAULT,
        .category = POLICY_ANY,
        .channel = POLICY_ANY,
        .clock = CLOCK_COMPLETION,
    };
    const struct policy_source others = {.rows = &row, .rows_count = 1};
    read_files(NAMES DEFAULT("2024-03-10", "2024-03-20"), NULL);
    judge(&others);
    assert_told(wanted);
}

static void a_period_fits_between_those_of_other_presets(void **state)
{
    (void) state;
    assert_told_beside(1, 9, "");
    assert_told_beside(1, 0, "");
    assert_told_beside(21, 0, "");
    assert_told_beside(1, 8,
                       "policy 2: there is no policy from 2024-03-09, when that of 'q' has ended, "
                       "until 2024-03-10\n");
    assert_told_beside(1, 10,
                       "policy 2: the period of 'q' from 2024-03-01 overlaps that of 'p', which "
                       "begins on 2024-03-10\n");
    assert_told_beside(10, 0,
                       "policy 2: the period of 'p' from 2024-03-10 overlaps that of 'q', which "
                       "begins on 2024-03-10\n");
    assert_told_beside(22, 0,
                       "policy 2: there is no policy from 2024-03-21, when that of 'p' has ended, "
                       "until 2024-03-22\n");
}

static void the_preset_s_own_older_version_is_not_in_the_way(void **state)
{
    (void) state;
    const struct policy_source alone = {.rows_count = 0};
    read_files(FINE, NULL);
    judge(&alone);
    struct policy_row older = file.rows[0];
    const struct policy_source others = {.rows = &older, .rows_count = 1};
    judge(&others);
    assert_told("");
}

/* ---- files ---- */

static void a_file_that_is_not_there_is_told(void **state)
{
    (void) state;
    struct err err;
    policy_file_done(&file);
    assert_int_equal(policy_file_init(&file, &err), OK);
    assert_int_equal(policy_file_read(&file, folder_file("none.csv"), &faults, &err), FATAL);
    assert_non_null(strstr(err.text, "none.csv\": No such file"));
    assert_int_equal(policy_file_read(&file, folder_write("p.csv", FINE), &faults, &err), FATAL);
    assert_non_null(strstr(err.text, "ladders.csv\": No such file"));
}

static void memory_that_does_not_suffice_is_told(void **state)
{
    (void) state;
    const struct policy_source alone = {.rows_count = 0};
    const struct units_known units = {.knows = NULL};
    struct err err;
    read_files(FINE, RUNG "m,a,red,due,,,handler,,,\n");
    size_t mark = arena_mark(&file.arena);
    size_t size = file.arena.size_bytes;
    for (size_t room = 0; room < 2000; room += 8) {
        arena_rewind(&file.arena, mark);
        file.arena.size_bytes = mark + room;
        enum outcome made = policy_file_make(&file, &faults, &err);
        assert_true(made == OK || made == FATAL);
        if (made == OK)
            assert_true(policy_check(&file, &alone, &units, &faults, &err) == OK ||
                        err.outcome == FATAL);
    }
    file.arena.size_bytes = size;
}

static int drop(void **state)
{
    faults_done(&faults);
    policy_file_done(&file);
    return folder_remove(state);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(every_fault_is_told_by_file_row_field_and_value),
        IN_FOLDER(a_period_fits_between_those_of_other_presets),
        IN_FOLDER(the_preset_s_own_older_version_is_not_in_the_way),
        IN_FOLDER(a_file_that_is_not_there_is_told),
        IN_FOLDER(memory_that_does_not_suffice_is_told),
    };
    return RUN(tests);
}
