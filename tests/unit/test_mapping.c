/* test_mapping -- a mapping file is read strictly, and bound to the columns of a table. */
#include "office/mapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/cmocka.h"

static char path[64];

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

#define BOOK "[book]\nsource = s\nnumber = {no}\n"
#define RULE "[on first]\nevent = progressed\nat = {at}\nsource_ref = {#}\n"

/* clang-format off */
static const struct {
    const char *title;
    const char *text;
    const char *said; /* part of the words; "" when it is right */
} files[] = {
    {"the smallest mapping", BOOK RULE, ""},
    {"all kinds of heading", BOOK RULE
     "[on change x]\nevent = progressed\nat = {at}\nsource_ref = a\n"
     "[on value x = y z]\nevent = progressed\nat = {at}\nsource_ref = b\n"
     "[otherwise]\nevent = progressed\nat = {at}\nsource_ref = c\n"
     "[on end x]\nevent = progressed\nat = {at}\nsource_ref = d\n", ""},
    {"one heading, two events", BOOK RULE "event = rated\nat = {at}\nsource_ref = r\n", ""},
    {"an empty file", "", "[book] does not say source"},
    {"no source", "[book]\nnumber = {no}\n" RULE, "[book] does not say source"},
    {"no number", "[book]\nsource = s\n" RULE, "[book] does not say number"},
    {"no rule", BOOK, "no section says an event"},
    {"a line above all headings", "source = s\n", ":1: \"source\" stands above the first [heading]"},
    {"a setting nobody knows", BOOK "sauce = s\n", ":4: [book] has no \"sauce\""},
    {"whose the rows are", BOOK "subject = case\n" RULE, ""},
    {"of whom nobody knows", BOOK "subject = year\n", ":4: the subject \"year\" is neither case nor unit_year"},
    {"a heading nobody knows", BOOK "[on last]\nevent = rated\n", ":5: [on last] is none of"},
    {"a heading without its column", BOOK "[on change]\nevent = rated\n", ":5: [on change] is none of"},
    {"a value without its sign", BOOK "[on value x]\nevent = rated\n", ":5: [on value …] wants COLUMN = VALUE"},
    {"an event nobody knows", BOOK "[on first]\nevent = accept\n", ":5: there is no event \"accept\""},
    {"a field before its event", BOOK "[on first]\nat = {at}\n", ":5: the first line of [on first] must be event"},
    {"a field of another event", BOOK RULE "unit = u\n", ":8: progressed has no field \"unit\""},
    {"a party whole", BOOK RULE "by = b\n", ":8: progressed has no field \"by\""},
    {"a part no party has", BOOK RULE "by.desk = b\n", ":8: progressed has no field \"by.desk\""},
    {"a text nobody knows", BOOK RULE "text.notes = {x}\n", ":8: progressed has no field \"text.notes\""},
    {"an id one's own", BOOK RULE "event_id = {x}\n", ":8: progressed has no field \"event_id\""},
    {"a field twice", BOOK RULE "at = {x}\n", ":8: \"at\" was said in line 6 already"},
    {"no time", BOOK "[on first]\nevent = rated\nsource_ref = {#}\n", ":5: [on first] does not say at"},
    {"nothing to know it by", BOOK "[on first]\nevent = rated\nat = {at}\n", ":5: [on first] does not say source_ref"},
    {"a literal no enumeration has", BOOK "[on first]\nevent = rated\nsatisfaction = good\n",
     ":6: satisfaction is \"good\", but must be one of satisfied, fair, dissatisfied"},
    {"an open brace", BOOK RULE "text.note = {x\n", ":8: a \"{\" is not closed"},
    {"an empty reference", BOOK RULE "text.note = {}\n", ":8: {} names no column"},
    {"a map without a name", BOOK RULE "text.note = {x|}\n", ":8: {x|} names no map"},
    {"a map that is not there", BOOK RULE "text.note = {x|m}\n", ":8: there is no [map m]"},
    {"a word translated twice", BOOK RULE "[map m]\na = 1\na = 2\n", "[map m] translates \"a\" twice"},
    {"a zone that is none", BOOK "zone = Berlin\n", ":4: the zone \"Berlin\" is no offset"},
    {"a delimiter too long", BOOK "delimiter = ,,\n", ":4: the delimiter \",,\""},
    {"an encoding to be converted", BOOK "encoding = Big5\n", ":4: the encoding \"Big5\" cannot be read"},
    {"columns, boxes, a cover, a year", BOOK "year = 2022\nfooters = 合计, 填表人\nnumber_from = at, x\nencoding = GBK\n"
     "[columns]\nx? = y、z\n[choice x]\na =\nb = t\n[cover]\nsection = 科室\npost = 岗\n" RULE
     "text.note = {x||$post||\"none\"}\n", ""},
    {"a year that is none", BOOK "year = 22\n", ":4: the year \"22\" is none of 2000 to 2100"},
    {"a column nothing speaks of", BOOK "[columns]\nx = y\n" RULE, ":5: no other line speaks of column \"x\""},
    {"a column named twice", BOOK "[columns]\nat = y\nat = z\n" RULE, ":6: [columns] says \"at\" twice"},
    {"a variable nobody sets", BOOK RULE "text.note = {$post}\n", ":8: {$post} is neither year, unit nor section"},
    {"more words than a line may list", BOOK "footers = a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q\n" RULE, ":4: a line lists more than 16 words"},
    {"more boxes than a form has", BOOK "[choice at]\na=\nb=\nc=\nd=\ne=\nf=\ng=\nh=\ni=\nj=\nk=\nl=\nm=\nn=\no=\np=\nq=\n" RULE,
     ":21: there are more than 16 choices or words"},
    {"more of the cover than fits", BOOK "[cover]\na=x\nb=x\nc=x\nd=x\ne=x\nf=x\ng=x\nh=x\ni=x\nj=x\nk=x\nl=x\nm=x\nn=x\n" RULE,
     ":18: [cover] has more than 16 lines"},
    {"an alternative without a name", BOOK RULE "text.note = {x||}\n", ":8: {} names no column"},
    {"a heading libinih would cut", BOOK "[on change 0123456789012345678901234567890123456789]\nevent = rated\n",
     ":4: a heading is longer than 49 bytes"},
};
/* clang-format on */

static void every_line_that_makes_no_sense_is_named(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        print_message("    %s\n", files[i].title);
        struct mapping *mapping = NULL;
        struct err err = {.text = ""};
        write_file(files[i].text);
        enum outcome outcome = mapping_open(path, &mapping, &err);
        assert_int_equal(outcome, files[i].said[0] == '\0' ? OK : FATAL);
        if (outcome != OK && strstr(err.text, files[i].said) == NULL)
            fail_msg("said \"%s\"", err.text);
        mapping_close(mapping);
    }
}

static void a_file_that_is_not_there_is_named(void **state)
{
    (void) state;
    struct mapping *mapping = NULL;
    struct err err;
    assert_int_equal(mapping_open("/nonexistent/x.map", &mapping, &err), FATAL);
    assert_non_null(strstr(err.text, "/nonexistent/x.map"));
}

static void a_column_the_table_lacks_is_named_with_its_line(void **state)
{
    (void) state;
    const struct str columns[] = {STR("no"), STR("at")};
    struct err err;
    struct mapping *mapping = NULL;
    write_file(BOOK RULE "text.note = {note}\n");
    assert_int_equal(mapping_open(path, &mapping, &err), OK);
    assert_int_equal(mapping_bind(mapping, columns, 2, &err), FATAL);
    assert_non_null(strstr(err.text, ":8: the table has no column \"note\""));
    mapping_close(mapping);

    write_file(BOOK RULE "[on end done]\nevent = rated\nat = {at}\nsource_ref = r\n");
    assert_int_equal(mapping_open(path, &mapping, &err), OK);
    assert_int_equal(mapping_bind(mapping, columns, 2, &err), FATAL);
    assert_non_null(strstr(err.text, ":9: the table has no column \"done\""));
    mapping_close(mapping);
}

static void names_and_texts_are_personal_unless_a_code_is_the_same(void **state)
{
    (void) state;
    const struct str columns[] = {STR("no"),   STR("at"),      STR("name"),
                                  STR("note"), STR("channel"), STR("level")};
    static const bool personal[] = {false, false, true, true, true, false};
    struct err err;
    struct mapping *mapping = NULL;
    write_file(BOOK "[map c]\n* = other\n[on first]\nevent = accepted\nat = {at}\nsource_ref = a\n"
                    "citizen.name = {name}\ntext.content = {note}\ntext.channel = {channel}\n"
                    "channel = {channel|c}\npriority = {level}\ntext.remark = {level}\n");
    assert_int_equal(mapping_open(path, &mapping, &err), OK);
    assert_true(mapping_is_personal(mapping, 0)); /* nobody knows yet */
    assert_int_equal(mapping_bind(mapping, columns, 6, &err), OK);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(mapping_is_personal(mapping, i), personal[i]);
    mapping_close(mapping);
}

/* ---- templates ---- */

static struct str fill(const char *text, const struct template_row *row)
{
    struct template template;
    struct template_fault fault;
    struct str filled;
    struct err err;
    assert_int_equal(template_parse(str_from(text), 1, &template, &err), OK);
    assert_int_equal(template_fill(&template, row, &filled, &fault, &err), OK);
    return filled;
}

static void a_template_is_filled_from_row_and_row_before(void **state)
{
    (void) state;
    struct arena arena;
    struct err err;
    assert_int_equal(arena_init(&arena, 4096, &err), OK);
    const struct str fields[] = {STR(" now ")};
    const struct str before[] = {STR("then")};
    struct template_row row = {.fields = fields, .sequence = 7, .arena = &arena};
    assert_true(str_eq(fill("", &row), STR("")));
    assert_true(str_eq(fill("task {a}.", &row), STR("task now.")));
    assert_true(str_eq(fill("{a}", &row), STR("now")));
    assert_true(str_eq(fill("{before:a}", &row), STR("")));
    row.before = before;
    assert_true(str_eq(fill("{before:a}/{#}", &row), STR("then/7")));
    assert_true(str_eq(fill("{{{a}}", &row), STR("{now}")));
    assert_true(str_eq(fill("{a||\"x\"}!", &row), STR("now!")));
    row.fields = &(const struct str) {.len = 0};
    assert_true(str_eq(fill("{a||before:a||\"x\"}!", &row), STR("then!")));
    row.before = NULL;
    assert_true(str_eq(fill("{a||before:a||\"x\"}{a||\"y\"}", &row), STR("xy")));
    arena_done(&arena);
}

static void a_value_no_map_translates_is_handed_back(void **state)
{
    (void) state;
    struct arena arena;
    struct err err;
    assert_int_equal(arena_init(&arena, 65536, &err), OK);
    struct value_map map = {.name = STR("m")};
    for (char c = 'z'; c >= 'a'; c--) {
        char *text = str_keep_terminated((struct str) {.ptr = &c, .len = 1}, &arena);
        struct value_word word = {.from = str_from(text), .to = STR("seen")};
        assert_int_equal(value_map_add(&map, word, &arena, &err), OK);
    }
    assert_int_equal(value_map_sort(&map, &err), OK);
    struct template template = {.parts = {{.kind = PART_COLUMN, .text = STR("a"), .map = &map}},
                                .count = 1};
    struct str field = STR("q");
    struct template_row row = {.fields = &field, .arena = &arena};
    struct template_fault fault;
    struct str filled;
    assert_int_equal(template_fill(&template, &row, &filled, &fault, &err), OK);
    assert_true(str_eq(filled, STR("seen")));
    field = STR("qq");
    assert_int_equal(template_fill(&template, &row, &filled, &fault, &err), REJECT);
    assert_int_equal(err.reason, REASON_UNKNOWN_VALUE);
    assert_true(str_eq(fault.value, STR("qq")));
    field = STR("");
    assert_int_equal(template_fill(&template, &row, &filled, &fault, &err), OK);
    assert_int_equal(filled.len, 0);
    map.has_otherwise = true;
    map.otherwise = STR("other");
    field = STR("qq");
    assert_int_equal(template_fill(&template, &row, &filled, &fault, &err), OK);
    assert_true(str_eq(filled, STR("other")));
    map.otherwise = STR("*");
    assert_int_equal(template_fill(&template, &row, &filled, &fault, &err), OK);
    assert_true(str_eq(filled, STR("qq")));
    arena_done(&arena);
}

static int make_path(void **state)
{
    (void) state;
    (void) snprintf(path, sizeof(path), "/tmp/test_mapping.XXXXXX");
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
        cmocka_unit_test(every_line_that_makes_no_sense_is_named),
        cmocka_unit_test(a_file_that_is_not_there_is_named),
        cmocka_unit_test(a_column_the_table_lacks_is_named_with_its_line),
        cmocka_unit_test(names_and_texts_are_personal_unless_a_code_is_the_same),
        cmocka_unit_test(a_template_is_filled_from_row_and_row_before),
        cmocka_unit_test(a_value_no_map_translates_is_handed_back),
    };
    return cmocka_run_group_tests(tests, make_path, remove_file);
}
