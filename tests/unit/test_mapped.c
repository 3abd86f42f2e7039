/* test_mapped -- a row's texts become the fields of an event, whatever their type. */
#include "office/mapped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "office/alias.h"
#include "support/cmocka.h"
#include "support/directory_text.h"
#include "wire/event_json.h"

#define NOW_US INT64_C(1790000000000000)

static char path[64];
static struct arena arena;
static struct aliases *aliases; /* NULL: codes go as they are */

#define BOOK "[book]\nsource = s\nnumber = 1\nunit = u\nactor = {a}\n"
#define AS(event) BOOK "[on first]\nevent = " event "\nat = 2022-03-05 09:30\nsource_ref = r\n"

/* What the mapping makes of a row with these values in columns a, b and c. */
static enum outcome make(const char *text, const char *const *values, struct mapped *mapped,
                         struct err *err)
{
    const struct str columns[] = {STR("a"), STR("b"), STR("c")};
    const struct str fields[] = {str_from(values[0]), str_from(values[1]), str_from(values[2])};
    struct mapping *mapping = NULL;
    struct mapped_fault fault;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    enum outcome outcome = mapping_open(path, &mapping, err);
    if (outcome != OK)
        fail_msg("%s", err->text);
    assert_int_equal(mapping_bind(mapping, columns, 3, err), OK);
    mapping->aliases = aliases;
    arena_reset(&arena);
    const struct mapped_input input = {
        .mapping = mapping,
        .rule = &mapping->rules[0],
        .row = {.fields = fields, .sequence = 1, .arena = &arena},
        .now_us = NOW_US,
    };
    outcome = mapped_make(&input, mapped, &fault, err);
    if (outcome == OK) { /* what is borrowed from the mapping goes with it */
        struct str json;
        assert_int_equal(event_to_json(&mapped->event, &arena, &json, err), OK);
        assert_int_equal(event_from_json(json, NOW_US, &arena, &mapped->event, err), OK);
    }
    mapping_close(mapping);
    return outcome;
}

/* clang-format off */
static const struct {
    const char *title;
    const char *mapping;
    const char *values[3]; /* of the columns a, b, c; NULL: empty */
    const char *json; /* part of the event; NULL: refused */
    const char *said; /* part of the refusal */
} rows[] = {
    {"a code, without the spaces around it", AS("paused") "reason = {a}\n", {" wait "},
     "\"reason\":\"wait\"", NULL},
    {"a code in NFC", AS("paused") "reason = {a}\n", {"e\xcc\x81"}, "\"reason\":\"\xc3\xa9\"", NULL},
    {"a code too long", AS("paused") "reason = {a}{a}{a}{a}{a}{a}{a}\n", {"01234567890123456789"},
     NULL, "paused.reason"},
    {"a party of the book's unit", AS("progressed") "by.section = {a}\nby.person = {b}\n",
     {"x", "p"}, "\"by\":{\"unit\":\"u\",\"section\":\"x\",\"person\":\"p\"}", NULL},
    {"a party with a unit of its own", AS("progressed") "by.section = {a}\nby.unit = {b}\n",
     {"x", "v"}, "\"by\":{\"unit\":\"v\",\"section\":\"x\"}", NULL},
    {"a person alone has no unit", AS("progressed") "by.person = {b}\n", {"", "p"},
     "\"by\":{\"person\":\"p\"}", NULL},
    {"an outside unit", AS("transferred") "to.unit = {a}\nto.is_outside = {b}\n", {"o", "是"},
     "\"isOutside\":true", NULL},
    {"neither yes nor no", AS("transferred") "to.unit = {a}\nto.is_outside = {b}\n",
     {"o", "maybe"}, NULL, "to.is_outside: it is neither yes nor no"},
    {"a bool", AS("contacted") "reached = {a}\n", {"yes"}, "\"reached\":true", NULL},
    {"an enumeration", AS("contacted") "mode = {a}\n", {"phone"}, "CONTACT_MODE_PHONE", NULL},
    {"no such word", AS("contacted") "mode = {a}\n", {"pigeon"}, NULL,
     "mode: it is none of phone, visit, message, other"},
    {"a set", AS("spot_checked") "checkers = {a}\n", {"master_post、discipline_committee"},
     "\"CHECKER_MASTER_POST\",\"CHECKER_DISCIPLINE_COMMITTEE\"", NULL},
    {"a set with a stranger", AS("spot_checked") "checkers = {a}\n", {"master_post, me"}, NULL,
     "checkers: it is none of"},
    {"a set whose words are translated, each by itself", AS("spot_checked") "checkers = {a|m}\n[map m]\n甲 = master_post\n乙 = discipline_committee\n",
     {"甲、乙"}, "\"CHECKER_MASTER_POST\",\"CHECKER_DISCIPLINE_COMMITTEE\"", NULL},
    {"one of which nobody knows", AS("spot_checked") "checkers = {a|m}\n[map m]\n甲 = master_post\n", {"甲、乙"}, NULL,
     "[map m] does not translate it"},
    {"but no code is a list", AS("paused") "reason = {a|m}\n[map m]\n甲 = x\n乙 = y\n", {"甲、乙"}, NULL,
     "[map m] does not translate it"},
    {"a list", AS("spot_checked") "checkers = master_post\nchecked_by = {a}\n", {"li, wang；zhao,"},
     "\"li\",\"wang\",\"zhao\"", NULL},
    {"a number", AS("callback_made") "outcome = reached\nattempt = {a}\n", {"2"}, "\"attempt\":\"2\"", NULL},
    {"no number", AS("callback_made") "outcome = reached\nattempt = {a}\n", {"2nd"}, NULL,
     "attempt: it is no whole number"},
    {"a number beyond all", AS("callback_made") "outcome = reached\nattempt = {a}\n",
     {"99999999999999999999"}, NULL, "attempt: it is no whole number"},
    {"a number below", AS("points_adjusted") "reason = x\napprover = y\npoints_hundredths = {a}\n", {"-250"}, "\"-250\"", NULL},
    {"a time", AS("extended") "asked_at = {a}\namount = 3\namount_unit = working_day\n",
     {"2022-03-04"}, "2022-03-0", NULL},
    {"no time", AS("extended") "asked_at = {a}\namount = 3\namount_unit = working_day\n", {"soon"},
     NULL, "asked_at: it is no date"},
    {"an id", AS("voided") "event_id = {a}\n", {"00769150-5c5b-57b5-83e9-85585822e4b1"},
     "00769150-5c5b-57b5-83e9-85585822e4b1", NULL},
    {"no id", AS("voided") "event_id = {a}\n", {"42"}, NULL, "event_id: it is no canonical UUID"},
    {"a parent case by its number", AS("merged") "into_source = {a}\ninto_number = {b}\n",
     {"s", "9"}, "\"intoNumber\":\"9\"", NULL},
    {"a year's event", "[book]\nsource = s\ncase_source = {a}\nnumber = {b}\n[on first]\n"
     "event = year_opened\nat = 2022-03-05\nsource_ref = r\nunit = {a}\nyear = {b}\n",
     {"u", "2022"}, "\"subject\":\"unit/u/2022\"", NULL},
    {"of a year, what may be of either", "[book]\nsource = s\ncase_source = {a}\nnumber = {b}\nsubject = unit_year\n[on first]\n"
     "event = inspected\nat = 2022-03-05\nsource_ref = r\nmode = covert\nfinding = bad\n",
     {"u", "2022"}, "\"subject\":\"unit/u/2022\"", NULL},
    {"what the source wrote when", BOOK "recorded_at = {b}\n[on first]\nevent = resumed\n"
     "at = 2022-03-05\nsource_ref = r\n", {"", "2022-03-06 10:00"}, "2022-03-06T02:00:00Z", NULL},
    {"or not at all", BOOK "recorded_at = {b}\n[on first]\nevent = resumed\nat = 2022-03-05\n"
     "source_ref = r\n", {"", "later"}, NULL, "recorded_at: it is no date"},
    {"a header's field", AS("resumed") "own_number = {a}\nsource_sequence = {b}\n", {"n", "5"},
     "\"sourceSequence\":\"5\"", NULL},
    {"a name too long for a citizen", AS("accepted") "section = x\ncitizen.address = {a}{a}{a}{a}{a}{a}{a}\n",
     {"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234"},
     NULL, "citizen.address: it has more than 512 bytes"},
    {"has_name follows from the name", AS("accepted") "section = x\ncitizen.name = {a}\n", {"n"},
     "\"hasName\":true", NULL},
    {"has_content from the text", AS("accepted") "section = x\ntext.content = {a}\n", {"n"},
     "\"hasContent\":true", NULL},
    {"the text of a category that is other", AS("accepted") "section = x\ncategory = other\ntext.category = {a}\n",
     {"n"}, "TEXT_FIELD_CATEGORY", NULL},
    {"the digest and characters of a result", AS("completed") "text.result = {a}\n", {"办好了"},
     "\"resultLength\":\"3\"", NULL},
};
/* clang-format on */

static void every_row_of_the_table(void **state)
{
    (void) state;
    static struct mapped mapped;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err err = {.text = ""};
        struct str json;
        print_message("    %s\n", rows[i].title);
        enum outcome outcome = make(rows[i].mapping, rows[i].values, &mapped, &err);
        if (rows[i].json == NULL) {
            assert_int_equal(outcome, REJECT);
            if (strstr(err.text, rows[i].said) == NULL)
                fail_msg("said \"%s\"", err.text);
            continue;
        }
        if (outcome != OK)
            fail_msg("said \"%s\"", err.text);
        assert_int_equal(event_to_json(&mapped.event, &arena, &json, &err), OK);
        char text[4096];
        (void) snprintf(text, sizeof(text), "%.*s", STR_ARG(json));
        if (strstr(text, rows[i].json) == NULL)
            fail_msg("made %s", text);
    }
}

static void records_are_of_the_event(void **state)
{
    (void) state;
    static struct mapped mapped;
    struct err err;
    const char *const values[] = {"name", "what", "phone"};
    assert_int_equal(make(AS("accepted") "section = x\ncitizen.name = {a}\ncitizen.contact = {c}\n"
                                         "citizen.id_number = {a}\ntext.content = {b}\n",
                          values, &mapped, &err),
                     OK);
    assert_int_equal(mapped.records_count, 2);
    assert_int_equal(mapped.records[0].kind, CITIZEN_TEXT);
    assert_int_equal(mapped.records[0].field, TEXT_FIELD_CONTENT);
    assert_true(uuid_eq(&mapped.records[0].event_id, &mapped.event.id));
    assert_int_equal(mapped.records[1].kind, CITIZEN_RECORD);
    assert_true(str_eq(mapped.records[1].contact, STR("phone")));
    for (size_t i = 0; i < 2; i++) {
        assert_true(uuid_eq(&mapped.records[i].subject, &mapped.event.subject));
        /* not when it was read: what was erased since then must not come back with an old book */
        assert_int_equal(mapped.records[i].recorded_at_us, mapped.event.occurred_at_us);
    }
    assert_int_equal(mapped.event.texts, SET_OF(TEXT_FIELD_CONTENT));
    assert_int_equal(make(AS("accepted") "section = x\ncitizen.name = {a}\n"
                                         "recorded_at = 2023-01-01\n",
                          values, &mapped, &err),
                     OK);
    assert_int_equal(mapped.records[0].recorded_at_us, mapped.event.recorded_at_us);
    assert_int_not_equal(mapped.records[0].recorded_at_us, mapped.event.occurred_at_us);
}

static void the_same_row_later_is_the_same_event_but_for_its_time(void **state)
{
    (void) state;
    static struct mapped first;
    static struct mapped second;
    struct err err;
    const char *const values[] = {"wait", "", ""};
    const char *const other[] = {"wait!", "", ""};
    assert_int_equal(make(AS("paused") "reason = {a}\n", values, &first, &err), OK);
    struct uuid id = first.event.id;
    assert_int_equal(
        make(AS("paused") "reason = {a}\nrecorded_at = 2023-01-01\n", values, &second, &err), OK);
    assert_true(uuid_eq(&id, &second.event.id));
    assert_int_equal(make(AS("paused") "reason = {a}\n", other, &second, &err), OK);
    assert_false(uuid_eq(&id, &second.event.id));
}

static void a_sources_own_words_become_codes_before_the_id_is_made(void **state)
{
    (void) state;
    static const char rule[] = AS("progressed") "by.section = {b}\nby.person = {a}\n";
    static struct mapped made;
    const struct directory_texts texts = {
        {NULL, NULL, NULL, NULL, NULL,
         "source,kind,unit,alias,code\ns,section,u,Office,x\ns,person,,Li,p\n"}};
    const char *const codes[] = {"p", "x", ""};
    const char *const words[] = {"Li", "Office", ""};
    const char *const stranger[] = {"Li", "Desk", ""};
    struct directory directory;
    struct faults faults = {.count = 0};
    struct err err;
    assert_int_equal(make(rule, codes, &made, &err), OK);
    struct uuid id = made.event.id;
    directory_text_read(&texts, &directory, &faults);
    assert_int_equal(aliases_take(&directory, &aliases, &err), OK);
    assert_int_equal(make(rule, words, &made, &err), OK);
    assert_true(uuid_eq(&made.event.id, &id));
    assert_int_equal(make(rule, stranger, &made, &err), REJECT);
    assert_int_equal(err.reason, REASON_UNKNOWN_ALIAS);
    aliases_close(aliases);
    aliases = NULL;
}

static int set_up(void **state)
{
    (void) state;
    struct err err;
    (void) snprintf(path, sizeof(path), "/tmp/test_mapped.XXXXXX");
    int file = mkstemp(path);
    return file < 0 || close(file) != 0 || arena_init(&arena, 1 << 20, &err) != OK ? -1 : 0;
}

static int tear_down(void **state)
{
    (void) state;
    arena_done(&arena);
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
        cmocka_unit_test(records_are_of_the_event),
        cmocka_unit_test(the_same_row_later_is_the_same_event_but_for_its_time),
        cmocka_unit_test(a_sources_own_words_become_codes_before_the_id_is_made),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
