/* test_calendar_file -- calendars as offices write them, and every mistake in one. */
#include "office/calendar_check.h"

#include <stdio.h>
#include <string.h>

#include "core/schedule.h"
#include "support/calendar_text.h"
#include "support/cmocka.h"
#include "support/folder.h"

#define COLUMNS "kind,first_day,last_day,unit,value,notice\n"
#define YEAR "published,2022-01-01,2022-12-31,,,n\n"
#define ALWAYS "hours,,,,09:00-12:00,\n"

static struct calendar_file file;
static struct faults faults;

static int teardown(void **state)
{
    (void) state;
    faults_done(&faults);
    calendar_file_done(&file);
    return 0;
}

static void chinese_names_do_as_well(void **state)
{
    char told[CALENDAR_TEXT_MAX];
    (void) state;
    calendar_text_read("依据,类别,起始日期,截止日期,单位,内容\n"
                       "国办,公布,2022年1月1日,2022/12/31,,\n"
                       "\n"
                       ",,,,,\n"
                       "国办, 放假 ,2022-1-1,2022.1.3,,\n"
                       "国办,上班,2022-01-29,,,\n"
                       "本局,工作时间,2022-06-01,2022-09-30,zjj,9：00－12：00、15:00～18:00\n"
                       ",工作时间,,,,\"08:30-12:00, 14:00至17:30; 18:00–20:00\"\n"
                       ",截止,,,,下班\n",
                       &file, told);
    assert_string_equal(told, "");
    assert_int_equal(file.count, 5);
    assert_int_equal(file.day_end, DAY_END_CLOSE);
    const struct calendar_row *hours = &file.items[3];
    assert_int_equal(file.origins[3]->row.number, 7);
    assert_int_equal(hours->first_day, day_from("2022-06-01"));
    assert_int_equal(hours->last_day, day_from("2022-09-30"));
    assert_true(str_eq(hours->unit, STR("zjj")));
    assert_true(str_eq(hours->notice, STR("本局")));
    assert_int_equal(hours->hours.count, 2);
    assert_int_equal(hours->hours.intervals[0].open_min, 540);
    assert_int_equal(hours->hours.intervals[1].close_min, 1080);
    assert_int_equal(file.items[4].first_day, CALENDAR_EVER_FIRST);
    assert_int_equal(file.items[4].hours.count, 3);
    struct calendar_rows rows = calendar_file_rows(&file, "china", 3);
    assert_int_equal(rows.version, 3);
    assert_true(str_eq(rows.name, STR("china")));
}

static int folder_and_file_remove(void **state)
{
    (void) teardown(state);
    return folder_remove(state);
}

/* clang-format off */
static const struct {
    const char *text;
    const char *told;
} rows[] = {
    {"", "0: the file is empty\n"},
    {"kind,first_day,from2,last_day,截止日期,unit\n",
     "1: column 'from2' is none of kind, first_day, last_day, unit, value, notice\n"
     "1: column last_day is there twice\n"},
    {"first_day,last_day\n", "1: column kind (类别) is missing\n"},
    {COLUMNS "holiday,2022-01-01,,,,n\n",
     "2: kind 'holiday' is none of published 公布, off 放假, worked 上班, hours 工作时间, day_end 截止\n"},
    {COLUMNS YEAR "off,2022-02-30,,,,n\n", "3: first_day '2022-02-30' is a day that does not exist\n"},
    {COLUMNS YEAR "off,2022-02-28,tomorrow,,,n\n", "3: last_day 'tomorrow' is no date like 2022-03-05\n"},
    {COLUMNS YEAR "off,2022-02-28 10:00,,,,n\n", "3: first_day '2022-02-28 10:00' is a time, and must be a day\n"},
    {COLUMNS YEAR "off,1999-02-28,,,,n\n", "3: 1999-02-28 is in no published year\n"},
    {COLUMNS YEAR "off,2101-02-28,,,,n\n", "3: first_day '2101-02-28' is outside 1900 to 2100\n"},
    {COLUMNS YEAR "off,2022-02-28,2022-02-27,,,n\n", "3: first_day 2022-02-28 is after last_day 2022-02-27\n"},
    {COLUMNS YEAR "off,2022-02-28,,,,\n", "3: notice is empty, and off needs it\n"},
    {COLUMNS YEAR "off,,2022-02-28,zjj,9,n\n",
     "3: first_day is empty, and off needs it\n"
     "3: unit 'zjj' has no meaning for off\n"
     "3: value '9' has no meaning for off\n"},
    {COLUMNS YEAR "off,2022-02-28,,,,\"a\nb\"\n", "3: notice '…' holds NUL or a control character\n"},
    {COLUMNS YEAR "off,2022-02-28,,,\n", "3: 5 fields, where the first row names 6\n"},
    {COLUMNS YEAR "off,2022-10-01,2022-10-07,,,n\noff,2022-10-03,,,,n\noff,2022-10-07,,,,n\n",
     "4: 2022-10-03 is off here and off in row 3 of text\n"
     "5: 2022-10-07 is off here and off in row 3 of text\n"},
    {COLUMNS YEAR "worked,2022-10-08,2022-10-09,,,n\noff,2022-10-09,,,,n\n",
     "4: 2022-10-09 is off here and worked in row 3 of text\n"},
    {COLUMNS YEAR "worked,2022-10-08,2022-10-10,,,n\n",
     "3: 2022-10-10 is a Monday, worked without an exception\n"},
    {COLUMNS YEAR "off,2022-10-01,2022-10-02,,,n\n", ""}, /* a weekend: notices count its days too */
    {COLUMNS YEAR "off,2023-01-22,,,,n\n", ""},           /* a notice that reaches over the year */
    {COLUMNS YEAR "off,2023-02-01,,,,n\noff,2021-11-30,,,,n\n",
     "3: 2023-02-01 is in no published year\n"
     "4: 2021-11-30 is in no published year\n"},
    {COLUMNS "off,2022-02-01,,,,n\n", "2: 2022-02-01 is in no published year\n"},
    {COLUMNS YEAR YEAR, "3: 2022-01-01 is published here and published in row 2 of text\n"},
    {COLUMNS YEAR "published,2024-01-01,2025-12-31,,,n\n",
     "3: first_day '2024-01-01' leaves a gap: the year before it is not published\n"},
    {COLUMNS "published,2022-02-01,2022-11-30,,,n\n",
     "2: first_day '2022-02-01' must be the first day of a year\n"
     "2: last_day '2022-11-30' must be the last day of a year\n"},
    {COLUMNS "published,2022-01-02,2023-12-31,,,n\n",
     "2: first_day '2022-01-02' must be the first day of a year\n"},
    {COLUMNS "published,2022-01-01,2023-12-31,,,n\noff,2023-01-01,2023-12-31,,,n\n",
     "2: 2023 has no working day\n"},
    {COLUMNS "hours,,,,,\n", "2: value is empty, and hours needs it\n"},
    {COLUMNS "hours,,2022-01-01,,9:00-12:00,\n", "2: first_day is empty, but last_day is not\n"},
    {COLUMNS "hours,,,,nine to five,\n",
     "2: value 'nine to five' is no list of hours like 09:00-12:00 13:00-17:00\n"},
    {COLUMNS "hours,,,,9-12,\nhours,,,,9:00-25:00,\nhours,,,,9:00 12:00,\nhours,,,,9:0-12:00,\n"
     "hours,,,,9:60-12:00,\nhours,,,,9:00,\nhours,,,,9:00-,\nhours,,,,9:00-12:00x,\n",
     "2: value '9-12' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "3: value '9:00-25:00' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "4: value '9:00 12:00' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "5: value '9:0-12:00' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "6: value '9:60-12:00' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "7: value '9:00' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "8: value '9:00-' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "9: value '9:00-12:00x' is no list of hours like 09:00-12:00 13:00-17:00\n"},
    {COLUMNS "hours,,,,09:00-12:00 11:00-17:00,\n",
     "2: value '09:00-12:00 11:00-17:00' has intervals that overlap\n"},
    {COLUMNS "hours,,,,13:00-17:00 09:00-12:00,\n",
     "2: value '13:00-17:00 09:00-12:00' is not in the order of the day\n"},
    {COLUMNS "hours,,,,22:00-02:00,\n", "2: value '22:00-02:00' crosses midnight\n"},
    {COLUMNS "hours,,,,09:00-09:00,\n", "2: value '09:00-09:00' has an empty interval\n"},
    {COLUMNS "hours,,,,1:00-2:00 3:00-4:00 5:00-6:00 7:00-8:00 9:00-10:00,\n",
     "2: value '1:00-2:00 3:00-4:00 5:00-6:00 7:00-8:00 9:00-10:00' has more than 4 intervals\n"},
    {COLUMNS ALWAYS ALWAYS, "3: every day is given hours here and given hours in row 2 of text\n"},
    {COLUMNS ALWAYS "hours,,,u,09:00-12:00,\nhours,,,w,09:00-12:00,\n", ""},
    {COLUMNS "hours,2022-06-01,2022-09-30,u,09:00-12:00,\nhours,2022-09-30,2022-10-30,u,09:00-12:00,\n",
     "3: 2022-09-30 is given hours here and given hours in row 2 of text\n"},
    {COLUMNS ALWAYS "hours,2022-06-01,2022-09-30,,09:00-12:00,\nhours,2022-09-30,,,09:00-12:00,\n"
     "hours,2022-09-30,,u,09:00-12:00,\n", ""}, /* of different rank */
    {COLUMNS "hours,2022-09-30,,,09:00-12:00,\nhours,2022-09-30,,,09:00-12:00,\n",
     "3: 2022-09-30 is given hours here and given hours in row 2 of text\n"},
    {COLUMNS "day_end,,,,18:00,\n", "2: value '18:00' is neither 24:00 nor close 下班\n"},
    {COLUMNS "day_end,,,,24:00,\nday_end,,,,close,\n", "3: kind 'day_end' is there twice\n"},
    {COLUMNS "day_end,2022-01-01,,,24:00,\n", "2: first_day '2022-01-01' has no meaning for day_end\n"},
};
/* clang-format on */

static void every_mistake_is_told_by_its_row(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char told[CALENDAR_TEXT_MAX];
        calendar_text_read(rows[i].text, &file, told);
        calendar_file_done(&file);
        assert_string_equal(told, rows[i].told);
    }
}

static bool is_zjj(const void *context, struct str unit)
{
    (void) context;
    return str_eq(unit, STR("zjj"));
}

static void a_unit_must_be_known(void **state)
{
    const struct units_known units = {.knows = is_zjj};
    struct err err;
    (void) state;
    calendar_text_lines(COLUMNS ALWAYS "hours,,,zjj,09:00-12:00,\nhours,,,rsj,09:00-12:00,\n",
                        &file, &faults);
    assert_int_equal(calendar_file_make(&file, &faults, &err), OK);
    assert_int_equal(calendar_check(&file, &units, &faults, &err), OK);
    assert_int_equal(faults.count, 1);
    assert_int_equal(faults.items[0].row, 4);
    assert_string_equal(faults.items[0].text, "unit 'rsj' is not in the directory");
}

static void a_folder_is_read_by_the_names_of_its_files(void **state)
{
    struct err err;
    (void) state;
    (void) folder_write("2023.csv", COLUMNS "off,2023-13-01,,,,n\n");
    (void) folder_write("2022.csv", COLUMNS YEAR);
    (void) folder_write("note.txt", "nothing");
    assert_int_equal(calendar_file_init(&file, &err), OK);
    assert_int_equal(calendar_file_read(&file, folder_path(), &faults, &err), OK);
    assert_int_equal(file.lines.count, 2);
    assert_int_equal(file.files_count, 2);
    assert_int_equal(faults.count, 1);
    assert_string_equal(file.files[faults.items[0].file], folder_file("2023.csv"));
    assert_int_equal(faults.items[0].row, 2);
    assert_int_equal(calendar_file_make(&file, &faults, &err), OK);
    assert_int_equal(file.count, 1);
    assert_int_equal(calendar_file_read(&file, folder_file("2024.csv"), &faults, &err), FATAL);
    assert_non_null(strstr(err.text, "2024.csv\": No such file"));
    assert_int_equal(calendar_file_read(&file, "tests/tool", &faults, &err), FATAL);
    assert_string_equal(err.text, "there is no *.csv in \"tests/tool\"");
    while (calendar_file_read(&file, folder_file("2022.csv"), &faults, &err) == OK)
        ;
    assert_string_equal(err.text, "a calendar has at most 128 files");
}

static void hours_and_the_end_of_day_are_lines_too(void **state)
{
    char told[CALENDAR_TEXT_MAX];
    (void) state;
    calendar_text_read(COLUMNS "hours,,,zjj,8：30—12:00、13:00至17:05,\nday_end,,,,下班,\n", &file,
                       told);
    assert_string_equal(told, "");
    const struct calendar_line *line = rows_at(&file.lines, 0);
    assert_true(str_eq(line->value, STR("08:30-12:00 13:00-17:05")));
    assert_int_equal(line->row.first_day.number, DAY_NONE);
    line = rows_at(&file.lines, 1);
    assert_true(str_eq(line->kind, STR("day_end")) && str_eq(line->value, STR("close")));
}

static void what_was_made_can_be_made_again(void **state)
{
    struct err err;
    (void) state;
    assert_int_equal(calendar_file_init(&file, &err), OK);
    assert_int_equal(calendar_file_read(&file, "schemas/policy/calendar", &faults, &err), OK);
    assert_int_equal(calendar_file_make(&file, &faults, &err), OK);
    struct calendar_file made = file;
    file.count = 0;
    file.has_day_end = false;
    assert_int_equal(calendar_file_make(&file, &faults, &err), OK);
    assert_int_equal(faults.count, 0);
    assert_int_equal(file.count, made.count);
    assert_memory_equal(file.origins, made.origins, file.count * sizeof(file.origins[0]));
    for (size_t i = 0; i < file.count; i++) {
        assert_int_equal(file.items[i].last_day, made.items[i].last_day);
        assert_memory_equal(&file.items[i].hours, &made.items[i].hours, sizeof(struct hours));
    }
}

static void memory_that_does_not_suffice_is_told(void **state)
{
    const struct units_known everybody = {.knows = NULL};
    struct err err;
    (void) state;
    calendar_text_lines(COLUMNS ALWAYS YEAR "day_end,,,,close,\n", &file, &faults);
    size_t mark = arena_mark(&file.arena);
    size_t size = file.arena.size_bytes;
    enum outcome outcome = FATAL;
    for (size_t room = 0; outcome != OK; room += 8) {
        arena_rewind(&file.arena, mark);
        file.arena.size_bytes = mark + room;
        file.count = 0;
        file.has_day_end = false;
        outcome = calendar_file_make(&file, &faults, &err);
        if (outcome == OK)
            outcome = calendar_check(&file, &everybody, &faults, &err);
        assert_true(outcome == OK || outcome == FATAL);
    }
    assert_int_equal(faults.count, 0);
    file.arena.size_bytes = size;
}

#define DROPPED(test) cmocka_unit_test_teardown(test, teardown)
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_and_file_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DROPPED(chinese_names_do_as_well),
        DROPPED(every_mistake_is_told_by_its_row),
        DROPPED(a_unit_must_be_known),
        IN_FOLDER(a_folder_is_read_by_the_names_of_its_files),
        DROPPED(hours_and_the_end_of_day_are_lines_too),
        DROPPED(what_was_made_can_be_made_again),
        DROPPED(memory_that_does_not_suffice_is_told),
    };
    return RUN(tests);
}
