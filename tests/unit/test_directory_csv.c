/* test_directory_csv -- the directory's files as people write them. */
#include "office/directory_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/civil.h"
#include "support/cmocka.h"
#include "support/directory_text.h"
#include "support/listing_text.h"

static struct directory directory;
static struct faults faults;

static int setup(void **state)
{
    struct err err;
    (void) state;
    faults = (struct faults) {.count = 0};
    return directory_init(&directory, 1 << 20, &err) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void) state;
    faults_done(&faults);
    directory_done(&directory);
    return 0;
}

static void read_table(enum directory_table which, const char *text)
{
    struct err err;
    assert_int_equal(listing_text_read(&directory_listings[which], &directory.tables[which],
                                       str_from(text), &faults, &err),
                     OK);
}

#define ASSERT_STR(text, wanted)                                                                   \
    do {                                                                                           \
        struct str got = (text);                                                                   \
        print_message("    '%.*s'\n", STR_ARG(got));                                               \
        assert_true(str_eq(got, STR(wanted)));                                                     \
    } while (0)

static void columns_go_by_their_names_in_any_order(void **state)
{
    (void) state;
    read_table(DIRECTORY_UNIT, "last_day,parent,外部,层级,name,code,启用日期,kind\n"
                               "2022年12月31日,p,是,县级, 住建局 ,zjj\t,2022/3/5,园区\n"
                               "\n"
                               ",,,,,,,\n"
                               ",,,township,Two,u2,,\n");
    assert_int_equal(faults.count, 0);
    assert_int_equal(directory.tables[DIRECTORY_UNIT].count, 2);
    const struct directory_unit *unit = rows_at(&directory.tables[DIRECTORY_UNIT], 0);
    ASSERT_STR(unit->code, "zjj");
    ASSERT_STR(unit->name, "住建局");
    ASSERT_STR(unit->level, "county");
    ASSERT_STR(unit->kind, "park");
    ASSERT_STR(unit->parent, "p");
    assert_true(unit->is_outside);
    assert_int_equal(unit->row.first_day.number, civil_day_from((struct civil_date) {2022, 3, 5}));
    assert_int_equal(unit->row.last_day.number, civil_day_from((struct civil_date) {2022, 12, 31}));
    unit = rows_at(&directory.tables[DIRECTORY_UNIT], 1);
    ASSERT_STR(unit->kind, "organ");
    assert_int_equal(unit->row.number, 5); /* empty lines count, as in a spreadsheet */
    assert_int_equal(unit->row.first_day.number, civil_day_from((struct civil_date) {2000, 1, 1}));
    assert_int_equal(unit->row.last_day.number, DAY_NONE);
    assert_false(unit->is_outside);
}

static void roles_and_kinds_of_alias_have_chinese_words(void **state)
{
    (void) state;
    read_table(DIRECTORY_ROLE,
               "角色,单位,人员\n首问责任总岗,u,p\n机关纪委,u,p\nlead_department,u,\n");
    read_table(DIRECTORY_ALIAS, "来源,类别,别名,编码\n12345,科室,局办,bgs\n");
    assert_int_equal(faults.count, 0);
    const struct rows *roles = &directory.tables[DIRECTORY_ROLE];
    ASSERT_STR(((const struct directory_role *) rows_at(roles, 0))->role, "master_post");
    ASSERT_STR(((const struct directory_role *) rows_at(roles, 1))->role, "discipline_committee");
    ASSERT_STR(((const struct directory_role *) rows_at(roles, 2))->role, "lead_department");
    const struct directory_alias *alias = rows_at(&directory.tables[DIRECTORY_ALIAS], 0);
    ASSERT_STR(alias->kind, "section");
    ASSERT_STR(alias->alias, "局办");
}

static void what_a_spreadsheet_saves_as_unicode_text_is_read(void **state)
{
    (void) state;
    static const char text[] = "\xFF\xFE"
                               "c\0o\0d\0e\0,\0n\0a\0m\0e\0\n\0p\0,\0\x4E\x67\n";
    struct err err;
    char told[DIRECTORY_TEXT_MAX];
    const struct str utf16 = {text, sizeof(text)}; /* the NUL behind it is half of "\n" */
    assert_int_equal(listing_text_read(&directory_listings[DIRECTORY_PERSON],
                                       &directory.tables[DIRECTORY_PERSON], utf16, &faults, &err),
                     OK);
    directory_text_faults(&faults, told);
    assert_string_equal(told, "? people.csv 0: it is not UTF-8, and was read as UTF-16LE\n");
    const struct rows *people = &directory.tables[DIRECTORY_PERSON];
    assert_int_equal(people->count, 1);
    ASSERT_STR(((const struct directory_person *) rows_at(people, 0))->name, "李");
}

#define TWENTY "01234567890123456789"
#define HUNDRED TWENTY TWENTY TWENTY TWENTY TWENTY

/* clang-format off */
static const struct {
    const char *title;
    enum directory_table table;
    const char *text;
    const char *faults;
    size_t kept; /* rows that others may still name */
} rows[] = {
    {"an empty file", DIRECTORY_UNIT, "",
     "units.csv 0: the file is empty\n", 0},
    {"a row without names", DIRECTORY_UNIT, "code,,level\n", "units.csv 0: row 1: column 2 has no name\n", 0},
    {"a column nobody knows", DIRECTORY_PERSON, "code,name,birthday\np,Li,1990-01-01\n",
     "people.csv 1: column 'birthday' is none of code, first_day, name, phone, last_day\n", 0},
    {"columns that are missing", DIRECTORY_UNIT, "code\nu\n",
     "units.csv 1: column name (名称) is missing\nunits.csv 1: column level (层级) is missing\n", 0},
    {"a column in both languages", DIRECTORY_PERSON, "code,name,姓名\np,Li,Li\n",
     "people.csv 1: column name is there twice\n", 0},
    {"a row with too many fields", DIRECTORY_PERSON, "code,name\np,Li,x\nq,Wu\n",
     "people.csv 2: 3 fields, where the first row names 2\n", 1},
    {"an empty code and name", DIRECTORY_PERSON, "code,name\n,Li\nq,\n",
     "people.csv 2: code is empty\npeople.csv 3: name is empty\n", 1},
    {"a code with a control character", DIRECTORY_PERSON, "code,name\n\"a\x01z\",Li\n",
     "people.csv 2: code '…' holds NUL or a control character\n", 0},
    {"a code with a line break", DIRECTORY_PERSON, "code,name\n\"a\nb\",Li\n",
     "people.csv 2: code '…' holds NUL or a control character\n", 0},
    {"a code of 129 bytes, and one of 128", DIRECTORY_PERSON,
     "code,name\n" HUNDRED "01234567890123456789012345678,Li\n" HUNDRED "0123456789012345678901234567,Li\n",
     "people.csv 2: code '…' has 129 bytes, and may have 128\n", 1},
    {"a unit's code of 119 bytes, and one of 118", DIRECTORY_UNIT,
     "code,name,level\n" HUNDRED "0123456789012345678,A,city\n" HUNDRED "012345678901234567,A,city\n",
     "units.csv 2: code '" HUNDRED "0123456789012345678' has 119 bytes, and may have 118\n", 1},
    {"a code that a spreadsheet made a number of", DIRECTORY_PERSON, "code,name\n1.15105E+17,Li\n",
     "people.csv 2: code '1.15105E+17' was a code before a spreadsheet made a number of it; save it as text\n", 1},
    {"words nobody knows", DIRECTORY_UNIT, "code,name,level,kind,外部\nu,A,province,office,maybe\n",
     "units.csv 2: level 'province' is none of city 市, county 县, township 乡镇\n"
     "units.csv 2: kind 'office' is none of organ 机关, park 园区\n"
     "units.csv 2: is_outside 'maybe' is neither yes 是 nor no 否\n", 1},
    {"a level that is empty", DIRECTORY_UNIT, "code,name,level\nu,A,\n",
     "units.csv 2: level is none of city 市, county 县, township 乡镇\n", 1},
    {"a role nobody knows", DIRECTORY_ROLE, "role,unit\nboss,u\n",
     "roles.csv 2: role 'boss' is none of head 主要领导, leader_in_charge 分管领导, master_post 首问责任总岗, "
     "section_head 科室负责人, section_post 首问责任岗, discipline_committee 机关纪委, inspector 督查, "
     "lead_department 牵头部门\n", 1},
    {"an alias of a kind nobody knows", DIRECTORY_ALIAS, "source,kind,alias,code\nx,post,a,b\n",
     "aliases.csv 2: kind 'post' is none of unit 单位, section 科室, person 人员\n", 1},
    {"days that do not exist, and what is none", DIRECTORY_PERSON,
     "code,name,first_day,last_day\np,Li,2022-02-29,2022年4月31日\nq,Wu,yesterday,soon\nr,Xu,2022-03-05 09:30,\ns,Su,1850-01-01,\n",
     "people.csv 2: first_day '2022-02-29' is a day that does not exist\n"
     "people.csv 2: last_day '2022年4月31日' is a day that does not exist\n"
     "people.csv 3: first_day 'yesterday' is no date like 2022-03-05\n"
     "people.csv 3: last_day 'soon' is no date like 2022-03-05\n"
     "people.csv 4: first_day '2022-03-05 09:30' is a time, and must be a day\n"
     "people.csv 5: first_day '1850-01-01' is outside 1900 to 2100\n", 4},
    {"a last day before the first", DIRECTORY_PERSON,
     "code,name,first_day,last_day\np,Li,2022-03-05,2022-03-04\nq,Wu,2022-03-05,2022-03-05\n",
     "people.csv 2: first_day 2022-03-05 is after last_day 2022-03-04\n", 2},
};
/* clang-format on */

static void every_fault_of_a_file_is_told(void **state)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[DIRECTORY_TEXT_MAX];
        print_message("    %s\n", rows[i].title);
        read_table(rows[i].table, rows[i].text);
        directory_text_faults(&faults, text);
        assert_string_equal(text, rows[i].faults);
        assert_int_equal(directory.tables[rows[i].table].count, rows[i].kept);
        assert_int_equal(teardown(state), 0);
        assert_int_equal(setup(state), 0);
    }
}

/* ---- folders ---- */

static char notes[512];

static void note(void *context, const char *file, const char *words)
{
    size_t len = strlen(notes);
    (void) context;
    (void) snprintf(notes + len, sizeof(notes) - len, "%s %s; ", file, words);
}

static void put_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    (void) snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *folder, const char *name)
{
    char path[256];
    (void) snprintf(path, sizeof(path), "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

static void what_may_be_missing_is_noted_and_what_may_not_is_a_fault(void **state)
{
    (void) state;
    char folder[] = "/tmp/shouwen-directory-XXXXXX";
    const struct directory_csv_hooks hooks = {.note = note};
    struct err err;
    char text[DIRECTORY_TEXT_MAX];
    notes[0] = '\0';
    assert_non_null(mkdtemp(folder));
    put_file(folder, "units.csv", "code,name,level\nu,\xD7\xA1\xBD\xA8\xBE\xD6,city\n"); /* GBK */
    put_file(folder, "people.csv",
             "\xEF\xBB\xBF"
             "code,name\np,Li\n");
    put_file(folder, "roles.csv", "role,unit\n\xFF\xFF,u\n");
    assert_int_equal(directory_csv_folder(&directory, folder, &hooks, &faults, &err), OK);
    directory_text_faults(&faults, text);
    assert_string_equal(text, "? units.csv 0: it is not UTF-8, and was read as GB18030\n"
                              "sections.csv 0: the file is missing\n"
                              "? roles.csv 0: it is not UTF-8, and was read as GB18030\n"
                              "roles.csv 2: not GB18030\n");
    assert_string_equal(notes, "memberships.csv is not there: an empty table; "
                               "aliases.csv is not there: an empty table; ");
    ASSERT_STR(
        ((const struct directory_unit *) rows_at(&directory.tables[DIRECTORY_UNIT], 0))->name,
        "住建局");
    assert_int_equal(directory.tables[DIRECTORY_PERSON].count, 1);
    remove_file(folder, "units.csv");
    remove_file(folder, "people.csv");
    remove_file(folder, "roles.csv");
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(directory_csv_folder(&directory, folder, &hooks, &faults, &err), FATAL);
    assert_non_null(strstr(err.text, "No such file or directory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(columns_go_by_their_names_in_any_order, setup, teardown),
        cmocka_unit_test_setup_teardown(roles_and_kinds_of_alias_have_chinese_words, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_a_spreadsheet_saves_as_unicode_text_is_read, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(every_fault_of_a_file_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(what_may_be_missing_is_noted_and_what_may_not_is_a_fault,
                                        setup, teardown),
    };
    return RUN(tests);
}
