/* test_formula_file -- the formulas that are shipped, and every fault that one can have. */
#include "office/formula_file.h"

#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"
#include "support/folder.h"

enum { TOLD_MAX = 4096 };

#define SHIPPED "schemas/policy/formula/"
#define NAMES "formula,item,numerator,denominator,account,target,slope,floor,cap,out_of\n"
#define FINE NAMES "f,time,on_time,due,handling,,,,25,25\n"
#define ROW(text) NAMES "f,time,on_time,due,handling," text "\n"
#define TWO(text) NAMES "f,time,on_time,due,handling,,,,25,50\n" text "\n"
#define MINIMUM "formula,item,numerator,denominator,account,cap,out_of,minimum\n"

/* clang-format off */
static const struct {
    const char *title;
    const char *text;
    const char *told;
} rows[] = {
    {"a formula in order", FINE, ""},
    {"Chinese names and words", "方案,项目,分子,分母,账户,满分,总分\nf,按时,按时办结,应办结,承办,30,30\n", ""},
    {"every number there is", ROW("99.99,0.0001,24.99,25.01,25.01"), ""},
    {"no rows", NAMES, "0: there are 0 rows, and may be 1 to 24\n"},
    {"two formulas in one file", TWO("g,calm,satisfied,rated,receiver,,,,25,50"),
     "3: formula 'g' is not the one of the first row: a file is one formula\n"},

    {"a numerator nobody counts", NAMES "f,time,speed,due,handling,,,,25,25\n", "2: numerator 'speed' is no counter there is\n"},
    {"a denominator nobody counts", NAMES "f,time,on_time,speed,handling,,,,25,25\n", "2: denominator 'speed' is no counter there is\n"},
    {"a population nobody counts", "formula,item,numerator,denominator,population,account,cap,out_of\nf,calm,satisfied,rated,everybody,receiver,25,25\n",
     "2: population 'everybody' is no counter there is\n"},
    {"an account nobody keeps", NAMES "f,time,on_time,due,savings,,,,25,25\n",
     "2: account 'savings' is none of handling 承办, receiver 首问, unit 单位\n"},
    {"counters of two accounts", NAMES "f,time,on_time,rated,handling,,,,25,25\n",
     "2: denominator 'rated' is counted in account receiver\n"},
    {"counters of another account", NAMES "f,time,on_time,due,receiver,,,,25,25\n",
     "2: numerator 'on_time' is counted in account handling\n2: denominator 'due' is counted in account handling\n"},
    {"an item without a name", NAMES "f,,on_time,due,handling,,,,25,25\n", "2: item is empty\n0: there are 0 rows, and may be 1 to 24\n"},
    {"an item twice", TWO("f,time,satisfied,rated,receiver,,,,25,50"), "3: item 'time' is there already, in row 2\n"},

    {"a slope of 0", ROW(",0,,25,25"), "2: slope '0' is 0: every rate would be worth the cap\n"},
    {"a slope that is no number", ROW(",steep,,25,25"), "2: slope 'steep' is no number from 0 to 100 with at most 4 digits behind the point\n"},
    {"a slope of five digits", ROW(",0.00001,,25,25"), "2: slope '0.00001' is no number from 0 to 100 with at most 4 digits behind the point\n"},
    {"a slope that is too steep", ROW(",100.0001,,25,25"), "2: slope '100.0001' is no number from 0 to 100 with at most 4 digits behind the point\n"},
    {"a target of 0", ROW("0,,,25,25"), "2: target '0' is 0: every rate would be worth the cap\n"},
    {"a target above all", ROW("100.01,,,25,25"), "2: target '100.01' is no number from 0 to 100 with at most 2 digits behind the point\n"},
    {"a negative target", ROW("-5,,,25,25"), "2: target '-5' is no number from 0 to 100 with at most 2 digits behind the point\n"},
    {"a target below the floor", ROW("49.99,,12.5,25,25"), "2: target '49.99' is below the floor, taken as a percentage of the cap\n"},
    {"a target at the floor", ROW("50,,12.5,25,25"), ""},
    {"a floor above the cap", ROW(",,25.01,25,25"), "2: floor '25.01' is more than the cap\n"},
    {"a floor without digits behind its point", ROW(",,1.,25,25"), "2: floor '1.' is no number from 0 to 10000 with at most 2 digits behind the point\n"},
    {"a floor without digits before it", ROW(",,.5,25,25"), "2: floor '.5' is no number from 0 to 10000 with at most 2 digits behind the point\n"},
    {"two points", ROW(",,1.2.3,25,25"), "2: floor '1.2.3' is no number from 0 to 10000 with at most 2 digits behind the point\n"},
    {"no cap", ROW(",,,,25"), "2: cap is empty\n"},
    {"a cap of 0", ROW(",,,0,0"), "2: cap '0' is 0\n"},
    {"a cap without end", ROW(",,,99999999999999999999,25"), "2: cap '99999999999999999999' is no number from 0 to 10000 with at most 2 digits behind the point\n"},
    {"digits without end behind the point", ROW(",,,1.00000000000000000009,25"),
     "2: cap '1.00000000000000000009' is no number from 0 to 10000 with at most 2 digits behind the point\n"},

    {"caps that are not what it is out of", ROW(",,,25,75"), "2: out_of '75' is not the sum of the caps, which is 25.00\n"},
    {"out of nothing", ROW(",,,25,"), "2: out_of is not the sum of the caps, which is 25.00\n"},
    {"out of something that is no number", ROW(",,,25,all"), "2: out_of 'all' is no number from 0 to 240000 with at most 2 digits behind the point\n"},
    {"out of two numbers", TWO("f,calm,satisfied,rated,receiver,,,,25,100"), "3: out_of '100' is not that of the first row\n"},
    {"no sum is told where a cap is wrong", TWO("f,calm,satisfied,rated,receiver,,,,much,50"),
     "3: cap 'much' is no number from 0 to 10000 with at most 2 digits behind the point\n"},
    {"a minimum of one's own", MINIMUM "f,time,on_time,due,handling,25,25,30\n", ""},
    {"two minimums", MINIMUM "f,time,on_time,due,handling,25,50,30\nf,calm,satisfied,rated,receiver,25,50,\n",
     "3: minimum is not that of the first row\n"},
    {"a minimum that is no number", MINIMUM "f,time,on_time,due,handling,25,25,few\n", "2: minimum 'few' is no number from 0 to 1000000\n"},
};
/* clang-format on */

static struct formula_file file;
static struct faults faults;

static void read_from(const char *path)
{
    struct err err;
    faults_done(&faults);
    formula_file_done(&file);
    assert_int_equal(formula_file_init(&file, &err), OK);
    if (formula_file_read(&file, path, &faults, &err) != OK ||
        formula_file_make(&file, &faults, &err) != OK)
        fail_msg("%s", err.text);
}

static void assert_told(const char *wanted)
{
    char told[TOLD_MAX];
    size_t len = 0;
    told[0] = '\0';
    for (size_t i = 0; i < faults.count; i++)
        len += (size_t) snprintf(told + len, sizeof(told) - len, "%zu: %s\n", faults.items[i].row,
                                 faults.items[i].text);
    assert_string_equal(told, wanted);
}

static void every_fault_is_told_by_row_and_field(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i].title);
        read_from(folder_write("f.csv", rows[i].text));
        assert_told(rows[i].told);
    }
}

static void what_a_row_does_not_say_follows(void **state)
{
    (void) state;
    read_from(folder_write("f.csv", NAMES "f,time,on_time,due,handling,,,,30.5,30.5\n"));
    assert_told("");
    assert_true(str_eq(file.formula.name, STR("f")));
    assert_int_equal(file.formula.rows_count, 1);
    assert_int_equal(file.formula.minimum, 10);
    const struct formula_row *row = &file.formula.rows[0];
    assert_true(str_eq(row->item, STR("time")));
    assert_int_equal(row->numerator, COUNTER_ON_TIME);
    assert_int_equal(row->denominator, COUNTER_DUE);
    assert_int_equal(row->population, COUNTERS_COUNT);
    assert_int_equal(row->target, 10000);
    assert_int_equal(row->slope, 3050); /* 0.3050 points a percent: no percent, no points */
    assert_int_equal(row->floor, 0);
    assert_int_equal(row->cap, 3050);
    assert_int_equal(score_points(row, 0), 0);
}

static void too_many_items_are_too_many(void **state)
{
    (void) state;
    char text[4096] = NAMES;
    for (int i = 0; i <= SCORE_ITEMS_MAX; i++) {
        size_t len = strlen(text);
        (void) snprintf(text + len, sizeof(text) - len, "f,i%d,on_time,due,handling,,,,1,25\n", i);
    }
    read_from(folder_write("f.csv", text));
    assert_told("0: there are 25 rows, and may be 1 to 24\n");
}

static int64_t out_of(const struct formula *formula)
{
    int64_t sum = 0;
    for (size_t i = 0; i < formula->rows_count; i++)
        sum += formula->rows[i].cap;
    return sum;
}

/* What one of a shipped formula's items is worth. */
static int64_t worth(const char *item, int64_t numerator, int64_t denominator)
{
    const struct score_count count = {numerator, denominator};
    for (size_t i = 0; i < file.formula.rows_count; i++)
        if (str_eq(file.formula.rows[i].item, str_from(item)))
            return score_points(&file.formula.rows[i], score_rate(&count));
    fail_msg("no item %s", item);
    return 0;
}

static void the_formula_of_lianyungang_gives_the_numbers_that_were_published(void **state)
{
    (void) state;
    read_from(SHIPPED "lianyungang.csv");
    assert_told("");
    assert_int_equal(out_of(&file.formula), 7500);
    assert_int_equal(worth("on_time", 8982, 10000), 1482);
    assert_int_equal(worth("on_time", 4, 5), 500);
    assert_int_equal(worth("satisfaction", 12, 17), 1280);
    assert_int_equal(worth("satisfaction_province", 3, 4), 1350);
    assert_int_equal(worth("satisfaction_province", 7, 8), 1975);
    assert_int_equal(worth("satisfaction_province", 5, 6), 1767);
}

static void our_own_formulas_are_out_of_a_hundred(void **state)
{
    (void) state;
    read_from(SHIPPED "first-inquiry-section.csv");
    assert_told("");
    assert_int_equal(out_of(&file.formula), 10000);
    assert_int_equal(worth("on_time", 1, 1), 3000);
    assert_int_equal(worth("satisfaction", 1, 2), 1250);
    assert_int_equal(worth("callback", 2, 3), 1000);
    assert_int_equal(worth("spot_check", 0, 4), 0);
    assert_int_equal(file.formula.rows[1].population, COUNTER_RECORDS);
    read_from(SHIPPED "first-inquiry-unit.csv");
    assert_told("");
    assert_int_equal(out_of(&file.formula), 10000);
    assert_int_equal(worth("checklist", 16, 16), 3000);
    assert_int_equal(worth("inspection", 1, 2), 500);
}

static void counters_go_by_either_name(void **state)
{
    (void) state;
    assert_int_equal(formula_counter_find(STR("on_time")), COUNTER_ON_TIME);
    assert_int_equal(formula_counter_find(STR("满意")), COUNTER_SATISFIED);
    assert_int_equal(formula_counter_find(STR("")), COUNTERS_COUNT);
    for (enum account account = 0; account < ACCOUNTS_COUNT; account++)
        assert_string_equal(formula_accounts[account].word, account_name(account));
    assert_null(formula_accounts[ACCOUNTS_COUNT].word);
}

static void a_file_that_is_not_there_is_told(void **state)
{
    (void) state;
    struct err err;
    formula_file_done(&file);
    assert_int_equal(formula_file_init(&file, &err), OK);
    assert_int_equal(formula_file_read(&file, folder_file("none.csv"), &faults, &err), FATAL);
    assert_non_null(strstr(err.text, "none.csv\": No such file"));
    file.arena.size_bytes = file.arena.used_bytes;
    assert_int_equal(formula_file_read(&file, SHIPPED "lianyungang.csv", &faults, &err), FATAL);
    file.lines.count = 1;
    assert_int_equal(formula_file_make(&file, &faults, &err), FATAL);
}

static int drop(void **state)
{
    faults_done(&faults);
    formula_file_done(&file);
    return folder_remove(state);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(every_fault_is_told_by_row_and_field),
        IN_FOLDER(what_a_row_does_not_say_follows),
        IN_FOLDER(too_many_items_are_too_many),
        IN_FOLDER(the_formula_of_lianyungang_gives_the_numbers_that_were_published),
        IN_FOLDER(our_own_formulas_are_out_of_a_hundred),
        IN_FOLDER(counters_go_by_either_name),
        IN_FOLDER(a_file_that_is_not_there_is_told),
    };
    return RUN(tests);
}
