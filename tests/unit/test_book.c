/* test_book -- rows become events, cases begin and end, and a bad row stands alone. */
#include "office/book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/civil.h"
#include "support/cmocka.h"

static char path[64];
static char told[8192]; /* what came out, a line each */
static FILE *out;

static void tell_event(const struct event *event)
{
    char at[CIVIL_TEXT_MAX];
    civil_text(event->occurred_at_us, at);
    (void) fprintf(out, "%.*s %s %.*s %.10s", STR_ARG(event->case_number),
                   event_kind_name(event->kind), STR_ARG(event->source_ref), at);
    if (event->kind == EVENT_TRANSFERRED)
        (void) fprintf(out, " %.*s/%.*s>%.*s/%.*s", STR_ARG(event->transferred.from.unit),
                       STR_ARG(event->transferred.from.section),
                       STR_ARG(event->transferred.to.unit), STR_ARG(event->transferred.to.section));
    (void) fputc('\n', out);
}

static enum outcome take(void *context, const struct mapped *mapped, struct err *err)
{
    (void) context;
    (void) err;
    tell_event(&mapped->event);
    for (size_t i = 0; i < mapped->records_count; i++) {
        const struct citizen *record = &mapped->records[i];
        if (record->kind == CITIZEN_TEXT)
            (void) fprintf(out, " text %d %.*s\n", (int) record->field, STR_ARG(record->text));
        else
            (void) fprintf(out, " name %.*s\n", STR_ARG(record->name));
    }
    return OK;
}

static void fault(void *context, const struct book_fault *what)
{
    (void) context;
    (void) fprintf(out, "! %zu %.*s %.*s='%.*s': %s\n", what->row, STR_ARG(what->number),
                   STR_ARG(what->column), STR_ARG(what->value), what->err->text);
}

static struct book_counts counts;

static void read_all(struct book *book, struct csv_reader *reader)
{
    for (;;) {
        struct csv_row row;
        struct err err;
        enum outcome outcome = csv_next(reader, &row, &err);
        if (outcome == REJECT) {
            book_bad_row(book, &row, STR(""), &err);
            continue;
        }
        assert_int_equal(outcome, OK);
        if (row.is_end)
            break;
        assert_int_equal(book_row(book, &row, &err), OK);
    }
    struct err err;
    assert_int_equal(book_end(book, &err), OK);
}

/* What this mapping makes of this table, as lines. */
static const char *made_of(const char *mapping_text, const char *table)
{
    struct err err;
    struct mapping *mapping = NULL;
    struct csv_reader *reader = NULL;
    struct book *book = NULL;
    size_t count = 0;
    const struct book_sink sink = {.take = take, .fault = fault};
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(mapping_text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    file = tmpfile();
    assert_non_null(file);
    assert_true(fputs(table, file) >= 0);
    rewind(file);
    out = fmemopen(told, sizeof(told), "w");

    assert_int_equal(mapping_open(path, &mapping, &err), OK);
    assert_int_equal(
        csv_open(file, &(struct csv_options) {TEXT_UTF8, mapping->book.delimiter}, &reader, &err),
        OK);
    const struct str *columns = csv_columns(reader, &count);
    assert_int_equal(mapping_bind(mapping, columns, count, &err), OK);
    assert_int_equal(book_open(mapping, &sink, INT64_C(1790000000000000), &book, &err), OK);
    read_all(book, reader);
    counts = *book_counts(book);

    book_close(book);
    csv_close(reader);
    mapping_close(mapping);
    (void) fclose(file);
    (void) fclose(out);
    return told;
}

#define BOOK "[book]\nsource = s\nnumber = {no}\nunit = u\n"
#define LOG                                                                                        \
    BOOK "[on first]\nevent = accepted\nat = {start}\nsource_ref = accepted\nsection = {group}\n"  \
         "[on change group]\nevent = transferred\nat = {at}\nsource_ref = {id}\n"                  \
         "from.section = {before:group}\nto.section = {group}\n"                                   \
         "[otherwise]\nevent = progressed\nat = {at}\nsource_ref = {id}\ntext.note = {note}\n"     \
         "[on end end]\nevent = completed\nat = {end}\nsource_ref = completed\n"
#define LOG_COLUMNS "no,start,at,end,group,id,note\n"

static void a_case_begins_changes_hands_goes_on_and_ends(void **state)
{
    (void) state;
    assert_string_equal(made_of(LOG, LOG_COLUMNS "1,2022-01-01,2022-01-02,2022-01-09,A,a,seen\n"
                                                 "1,2022-01-01,2022-01-03,2022-01-09,B,b,\n"
                                                 "1,2022-01-01,2022-01-04,2022-01-09,B,c,checked\n"
                                                 "2,2022-01-05,2022-01-06,,B,d,\n"),
                        "1 accepted accepted 2022-01-01\n"
                        "1 progressed a 2022-01-02\n text 4 seen\n"
                        "1 transferred b 2022-01-03 u/A>u/B\n"
                        "1 progressed c 2022-01-04\n text 4 checked\n"
                        "1 completed completed 2022-01-09\n"
                        "2 accepted accepted 2022-01-05\n"
                        "2 progressed d 2022-01-06\n");
    assert_int_equal(counts.rows, 4);
    assert_int_equal(counts.cases, 2);
    assert_int_equal(counts.rows_bad, 0);
    assert_int_equal(counts.texts, 2);
}

static void a_row_of_a_case_that_was_left_is_told_and_skipped(void **state)
{
    (void) state;
    assert_string_equal(made_of(LOG, LOG_COLUMNS "1,2022-01-01,2022-01-02,,A,a,\n"
                                                 "2,2022-01-01,2022-01-02,,A,b,\n"
                                                 "1,2022-01-01,2022-01-03,2022-01-05,B,c,\n"
                                                 "2,2022-01-01,2022-01-03,,B,d,\n"),
                        "1 accepted accepted 2022-01-01\n"
                        "1 progressed a 2022-01-02\n"
                        "2 accepted accepted 2022-01-01\n"
                        "2 progressed b 2022-01-02\n"
                        "! 4 1 ='': its case was left already; the rows of a case stand together\n"
                        "2 transferred d 2022-01-03 u/A>u/B\n");
    assert_int_equal(counts.rows_bad, 1);
}

static void a_row_makes_all_its_events_or_none(void **state)
{
    (void) state;
    assert_string_equal(made_of(LOG, LOG_COLUMNS "1,2022-01-01,2022-02-30,,A,a,\n"
                                                 "1,2022-01-01,2022-01-03,,B,b,\n"),
                        "! 2 1 at='2022-02-30': at: there is no such day\n"
                        "1 transferred b 2022-01-03 u/A>u/B\n");
}

static void what_a_row_lacks_is_named_by_its_column(void **state)
{
    (void) state;
    assert_string_equal(made_of(LOG, LOG_COLUMNS ",2022-01-01,2022-01-02,,A,a,\n"
                                                 "1,,2022-01-02,,A,a,\n"
                                                 "2,2022-01-01,2022-01-02,,,a,\n"
                                                 "3,1970-01-01,2022-01-02,,A,a,\n"
                                                 "4,9999-01-01,2022-01-02,,A,a,\n"),
                        "! 2  no='': number: the row says no number of its case\n"
                        "! 3 1 start='': header.occurred_at is missing\n"
                        "! 4 2 group='': accepted.section is missing\n"
                        "! 5 3 start='1970-01-01': header.occurred_at is outside 2000 to 2100: "
                        "1970-01-01T00:00:00+08:00\n"
                        "! 6 4 start='9999-01-01': header.occurred_at is outside 2000 to 2100: "
                        "9999-01-01T00:00:00+08:00\n");
    assert_int_equal(counts.rows_bad, 5);
}

static void a_row_that_cannot_be_read_is_told_and_the_next_goes_on(void **state)
{
    (void) state;
    const char *made = made_of(LOG, LOG_COLUMNS "1,2022-01-01,2022-01-02\n"
                                                "1,2022-01-01,2022-01-02,,A,a,\n");
    assert_memory_equal(made, "! 2 ", 4);
    assert_non_null(strstr(made, "\n1 accepted accepted 2022-01-01\n1 progressed a 2022-01-02\n"));
}

static void the_same_reference_twice_counts_once_or_is_told(void **state)
{
    (void) state;
    assert_string_equal(
        made_of(BOOK "[otherwise]\nevent = progressed\nat = {at}\nsource_ref = {id}\n"
                     "source_sequence = 1\n",
                "no,at,id\n1,2022-01-01,a\n1,2022-01-01,a\n1,2022-01-02,a\n"),
        "1 progressed a 2022-01-01\n"
        "! 4 1 ='': row 2 of this case said source_ref \"a\" already, and something "
        "else\n");
    assert_int_equal(counts.repeated, 1);
}

static void a_value_chooses_its_rule(void **state)
{
    (void) state;
    assert_string_equal(made_of(BOOK
                                "[on value what = in]\nevent = accepted\nat = {at}\n"
                                "source_ref = {#}\nsection = A\n"
                                "[on value what = done]\nevent = completed\nat = {at}\n"
                                "source_ref = {#}\n"
                                "[otherwise]\nevent = progressed\nat = {at}\nsource_ref = {#}\n",
                                "no,at,what\n1,2022-01-01,in\n1,2022-01-02,x\n1,2022-01-03,done\n"),
                        "1 accepted 1 2022-01-01\n"
                        "1 progressed 2 2022-01-02\n"
                        "1 completed 3 2022-01-03\n");
}

#define PEOPLE                                                                                     \
    BOOK "[map c]\nphone = call\nfax = other\n"                                                    \
         "[on first]\nevent = accepted\nat = {at}\nsource_ref = a\nsection = A\n"                  \
         "channel = {channel|c}\ntext.channel = {channel}\ntext.content = {what}\n"                \
         "citizen.name = {name}\n"

static void names_and_texts_go_beside_the_event(void **state)
{
    (void) state;
    assert_string_equal(made_of(PEOPLE, "no,at,channel,what,name\n"
                                        "1,2022-01-01,phone,why?,Zhao\n"
                                        "2,2022-01-01,fax,,\n"),
                        "1 accepted a 2022-01-01\n text 1 why?\n name Zhao\n"
                        "2 accepted a 2022-01-01\n text 2 fax\n");
}

static void a_personal_value_is_never_told(void **state)
{
    (void) state;
    assert_string_equal(made_of(PEOPLE, "no,at,channel,what,name\n"
                                        "1,2022-01-01,phone,,\"canary\nName\"\n"
                                        "2,2022-01-01,canary,canary,canary\n"),
                        "! 2 1 name='': citizen.name: it holds NUL or a control character\n"
                        "! 3 2 channel='': channel: [map c] does not translate it\n");
}

static int make_path(void **state)
{
    (void) state;
    (void) snprintf(path, sizeof(path), "/tmp/test_book.XXXXXX");
    int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int remove_file(void **state)
{
    (void) state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_begins_changes_hands_goes_on_and_ends),
        cmocka_unit_test(a_row_of_a_case_that_was_left_is_told_and_skipped),
        cmocka_unit_test(a_row_makes_all_its_events_or_none),
        cmocka_unit_test(what_a_row_lacks_is_named_by_its_column),
        cmocka_unit_test(a_row_that_cannot_be_read_is_told_and_the_next_goes_on),
        cmocka_unit_test(the_same_reference_twice_counts_once_or_is_told),
        cmocka_unit_test(a_value_chooses_its_rule),
        cmocka_unit_test(names_and_texts_go_beside_the_event),
        cmocka_unit_test(a_personal_value_is_never_told),
    };
    return cmocka_run_group_tests(tests, make_path, remove_file);
}
