/* test_calendar_csv -- calendars as offices write them, and every mistake in one. */
#include "office/calendar_csv.h"

#include <stdio.h>
#include <string.h>

#include "core/schedule.h"
#include "support/calendar_text.h"
#include "support/cmocka.h"
#include "support/folder.h"

#define COLUMNS "kind,from,to,unit,value,notice\n"
#define YEAR "published,2022-01-01,2022-12-31,,,n\n"
#define ALWAYS "hours,,,,09:00-12:00,\n"

static struct calendar_csv csv;

static int teardown(void **state)
{
    (void) state;
    calendar_csv_done(&csv);
    return 0;
}

static void chinese_names_do_as_well(void **state)
{
    char complaints[CALENDAR_TEXT_MAX];
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
                       &csv, complaints);
    assert_string_equal(complaints, "");
    assert_int_equal(csv.count, 5);
    assert_int_equal(csv.day_end, DAY_END_CLOSE);
    const struct calendar_row *hours = &csv.items[3];
    assert_int_equal(csv.places[3].line, 7);
    assert_int_equal(hours->first_day, day_from("2022-06-01"));
    assert_int_equal(hours->last_day, day_from("2022-09-30"));
    assert_true(str_eq(hours->unit, STR("zjj")));
    assert_true(str_eq(hours->notice, STR("本局")));
    assert_int_equal(hours->hours.count, 2);
    assert_int_equal(hours->hours.intervals[0].open_min, 540);
    assert_int_equal(hours->hours.intervals[1].close_min, 1080);
    assert_int_equal(csv.items[4].first_day, CALENDAR_EVER_FIRST);
    assert_int_equal(csv.items[4].hours.count, 3);
    struct calendar_rows rows = calendar_csv_rows(&csv, "china", 3);
    assert_int_equal(rows.version, 3);
    assert_true(str_eq(rows.name, STR("china")));
}

static int folder_and_csv_remove(void **state)
{
    (void) teardown(state);
    return folder_remove(state);
}

/* clang-format off */
static const struct {
    const char *text;
    const char *complaints;
} rows[] = {
    {"", "text:1: the file is empty\n"},
    {"kind,from,from2,to,截止日期,unit\n",
     "text:1: column 'from2' is none of kind, from, to, unit, value, notice\n"
     "text:1: column '截止日期' is there twice\n"},
    {"from,to\n", "text:1: column kind (类别) is missing\n"},
    {COLUMNS "holiday,2022-01-01,,,,n\n",
     "text:2: kind 'holiday' is none of published 公布, off 放假, worked 上班, hours 工作时间, day_end 截止\n"},
    {COLUMNS YEAR "off,2022-02-30,,,,n\n", "text:3: from '2022-02-30' is a day that does not exist\n"},
    {COLUMNS YEAR "off,2022-02-28,tomorrow,,,n\n", "text:3: to 'tomorrow' is no date like 2022-03-05\n"},
    {COLUMNS YEAR "off,2022-02-28 10:00,,,,n\n", "text:3: from '2022-02-28 10:00' is a time, and must be a day\n"},
    {COLUMNS YEAR "off,1999-02-28,,,,n\n", "text:3: from '1999-02-28' is outside 2000 to 2100\n"},
    {COLUMNS YEAR "off,2101-02-28,,,,n\n", "text:3: from '2101-02-28' is outside 2000 to 2100\n"},
    {COLUMNS YEAR "off,2022-02-28,2022-02-27,,,n\n", "text:3: to '2022-02-27' is before from\n"},
    {COLUMNS YEAR "off,2022-02-28,,,,\n", "text:3: notice is empty, and off needs it\n"},
    {COLUMNS YEAR "off,,2022-02-28,zjj,9,n\n",
     "text:3: from is empty, and off needs it\n"
     "text:3: unit 'zjj' has no meaning for off\n"
     "text:3: value '9' has no meaning for off\n"},
    {COLUMNS YEAR "off,2022-02-28,,,,\"a\nb\"\n", "text:3: notice '…' holds NUL or a control character\n"},
    {COLUMNS YEAR "off,2022-02-28,,,\n", "text:3: 5 fields, where the first row names 6\n"},
    {COLUMNS YEAR "off,2022-10-01,2022-10-07,,,n\noff,2022-10-03,,,,n\noff,2022-10-07,,,,n\n",
     "text:4: 2022-10-03 is off here and off by text:3\n"
     "text:5: 2022-10-07 is off here and off by text:3\n"},
    {COLUMNS YEAR "worked,2022-10-08,2022-10-09,,,n\noff,2022-10-09,,,,n\n",
     "text:4: 2022-10-09 is off here and worked by text:3\n"},
    {COLUMNS YEAR "worked,2022-10-08,2022-10-10,,,n\n",
     "text:3: 2022-10-10 is a Monday, worked without an exception\n"},
    {COLUMNS YEAR "off,2022-10-01,2022-10-02,,,n\n", ""}, /* a weekend: notices count its days too */
    {COLUMNS YEAR "off,2023-01-22,,,,n\n", ""},           /* a notice that reaches over the year */
    {COLUMNS YEAR "off,2023-02-01,,,,n\noff,2021-11-30,,,,n\n",
     "text:3: 2023-02-01 is in no published year\n"
     "text:4: 2021-11-30 is in no published year\n"},
    {COLUMNS "off,2022-02-01,,,,n\n", "text:2: 2022-02-01 is in no published year\n"},
    {COLUMNS YEAR YEAR, "text:3: 2022-01-01 is published here and published by text:2\n"},
    {COLUMNS YEAR "published,2024-01-01,2025-12-31,,,n\n",
     "text:3: from '2024-01-01' leaves a gap: the year before it is not published\n"},
    {COLUMNS "published,2022-02-01,2022-11-30,,,n\n",
     "text:2: from '2022-02-01' must be the first day of a year\n"
     "text:2: to '2022-11-30' must be the last day of a year\n"},
    {COLUMNS "published,2022-01-02,2023-12-31,,,n\n",
     "text:2: from '2022-01-02' must be the first day of a year\n"},
    {COLUMNS "published,2022-01-01,2023-12-31,,,n\noff,2023-01-01,2023-12-31,,,n\n",
     "text:2: 2023 has no working day\n"},
    {COLUMNS "hours,,,,,\n", "text:2: value is empty, and hours needs it\n"},
    {COLUMNS "hours,,2022-01-01,,9:00-12:00,\n", "text:2: from is empty, but to is not\n"},
    {COLUMNS "hours,,,,nine to five,\n",
     "text:2: value 'nine to five' is no list of hours like 09:00-12:00 13:00-17:00\n"},
    {COLUMNS "hours,,,,9-12,\nhours,,,,9:00-25:00,\nhours,,,,9:00 12:00,\nhours,,,,9:0-12:00,\n"
     "hours,,,,9:60-12:00,\nhours,,,,9:00,\nhours,,,,9:00-,\nhours,,,,9:00-12:00x,\n",
     "text:2: value '9-12' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "text:3: value '9:00-25:00' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "text:4: value '9:00 12:00' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "text:5: value '9:0-12:00' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "text:6: value '9:60-12:00' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "text:7: value '9:00' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "text:8: value '9:00-' is no list of hours like 09:00-12:00 13:00-17:00\n"
     "text:9: value '9:00-12:00x' is no list of hours like 09:00-12:00 13:00-17:00\n"},
    {COLUMNS "hours,,,,09:00-12:00 11:00-17:00,\n",
     "text:2: value '09:00-12:00 11:00-17:00' has intervals that overlap\n"},
    {COLUMNS "hours,,,,13:00-17:00 09:00-12:00,\n",
     "text:2: value '13:00-17:00 09:00-12:00' is not in the order of the day\n"},
    {COLUMNS "hours,,,,22:00-02:00,\n", "text:2: value '22:00-02:00' crosses midnight\n"},
    {COLUMNS "hours,,,,09:00-09:00,\n", "text:2: value '09:00-09:00' has an empty interval\n"},
    {COLUMNS "hours,,,,1:00-2:00 3:00-4:00 5:00-6:00 7:00-8:00 9:00-10:00,\n",
     "text:2: value '1:00-2:00 3:00-4:00 5:00-6:00 7:00-8:00 9:00-10:00' has more than 4 intervals\n"},
    {COLUMNS ALWAYS ALWAYS, "text:3: every day is given hours here and given hours by text:2\n"},
    {COLUMNS ALWAYS "hours,,,u,09:00-12:00,\nhours,,,w,09:00-12:00,\n", ""},
    {COLUMNS "hours,2022-06-01,2022-09-30,u,09:00-12:00,\nhours,2022-09-30,2022-10-30,u,09:00-12:00,\n",
     "text:3: 2022-09-30 is given hours here and given hours by text:2\n"},
    {COLUMNS ALWAYS "hours,2022-06-01,2022-09-30,,09:00-12:00,\nhours,2022-09-30,,,09:00-12:00,\n"
     "hours,2022-09-30,,u,09:00-12:00,\n", ""}, /* of different rank */
    {COLUMNS "hours,2022-09-30,,,09:00-12:00,\nhours,2022-09-30,,,09:00-12:00,\n",
     "text:3: 2022-09-30 is given hours here and given hours by text:2\n"},
    {COLUMNS "day_end,,,,18:00,\n", "text:2: value '18:00' is neither 24:00 nor close 下班\n"},
    {COLUMNS "day_end,,,,24:00,\nday_end,,,,close,\n", "text:3: kind 'day_end' is there twice\n"},
    {COLUMNS "day_end,2022-01-01,,,24:00,\n", "text:2: from '2022-01-01' has no meaning for day_end\n"},
};
/* clang-format on */

static void every_mistake_is_told_by_its_line(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char complaints[CALENDAR_TEXT_MAX];
        calendar_text_read(rows[i].text, &csv, complaints);
        calendar_csv_done(&csv);
        assert_string_equal(complaints, rows[i].complaints);
    }
}

static bool is_zjj(void *context, struct str unit)
{
    (void) context;
    return str_eq(unit, STR("zjj"));
}

static void tell(void *context, const char *text)
{
    (void) snprintf(context, CALENDAR_TEXT_MAX, "%s", text);
}

static void a_unit_must_be_known(void **state)
{
    char text[CALENDAR_TEXT_MAX];
    struct complaints complaints = {.context = text, .tell = tell};
    const struct calendar_units units = {.is_known = is_zjj};
    struct err err;
    (void) state;
    calendar_text_read(COLUMNS ALWAYS "hours,,,zjj,09:00-12:00,\nhours,,,rsj,09:00-12:00,\n", &csv,
                       text);
    assert_string_equal(text, "");
    assert_int_equal(calendar_check(&csv, &units, &complaints, &err), REJECT);
    assert_string_equal(text, "text:4: unit 'rsj' is not in the directory");
    assert_string_equal(err.text, "the calendar has 1 mistakes");
}

static void a_folder_is_read_by_the_names_of_its_files(void **state)
{
    char text[CALENDAR_TEXT_MAX] = "";
    char path[FOLDER_PATH_MAX];
    struct complaints complaints = {.context = text, .tell = tell};
    struct err err;
    (void) state;
    (void) folder_write("2023.csv", COLUMNS "off,2023-13-01,,,,n\n");
    (void) folder_write("2022.csv", COLUMNS YEAR);
    (void) folder_write("note.txt", "nothing");
    assert_int_equal(calendar_csv_init(&csv, &err), OK);
    assert_int_equal(calendar_csv_load(&csv, folder_path(), &complaints, &err), OK);
    assert_int_equal(csv.count, 1);
    (void) snprintf(path, sizeof(path), "%s/2023.csv:2: ", folder_path());
    assert_memory_equal(text, path, strlen(path));
    assert_int_equal(calendar_csv_load(&csv, folder_file("2024.csv"), &complaints, &err), FATAL);
    assert_non_null(strstr(err.text, "2024.csv\": No such file"));
    assert_int_equal(calendar_csv_load(&csv, folder_file("2022.csv"), &complaints, &err), OK);
    assert_int_equal(csv.count, 2);
    assert_int_equal(calendar_csv_load(&csv, "tests/tool", &complaints, &err), FATAL);
    assert_string_equal(err.text, "there is no *.csv in \"tests/tool\"");
}

static void more_rows_than_a_calendar_has_are_refused(void **state)
{
    char text[CALENDAR_TEXT_MAX] = "";
    struct complaints complaints = {.context = text, .tell = tell};
    struct err err;
    FILE *file = tmpfile();
    (void) state;
    assert_non_null(file);
    (void) fputs(COLUMNS, file);
    for (int i = 0; i <= CALENDAR_ROWS_MAX; i++)
        (void) fprintf(file, "hours,,,u%d,09:00-12:00,\n", i);
    rewind(file);
    assert_int_equal(calendar_csv_init(&csv, &err), OK);
    assert_int_equal(calendar_csv_read(&csv, "many.csv", file, &complaints, &err), REJECT);
    assert_string_equal(err.text, "many.csv: a calendar has at most 16384 rows");
    assert_int_equal(calendar_check(&csv, NULL, &complaints, &err), OK);
    (void) fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(chinese_names_do_as_well, teardown),
        cmocka_unit_test(every_mistake_is_told_by_its_line),
        cmocka_unit_test_teardown(a_unit_must_be_known, teardown),
        cmocka_unit_test_setup_teardown(a_folder_is_read_by_the_names_of_its_files, folder_make,
                                        folder_and_csv_remove),
        cmocka_unit_test_teardown(more_rows_than_a_calendar_has_are_refused, teardown),
    };
    return RUN(tests);
}
