/* test_alias -- a source's own words become the directory's codes, or are refused by name. */
#include "office/alias.h"

#include <string.h>

#include "core/event_fields.h"
#include "support/cmocka.h"
#include "support/directory_text.h"
#include "wire/event_json.h"

static const int64_t now_us = INT64_C(1790000000000000);
static struct arena arena;
static struct aliases *aliases;

/*
 * Source s has all three kinds, t units only, and u none.  A section "office" is another one in
 * every unit, "desk" the same in whichever; li is of one unit, wu of two under one code, xu of two
 * under two.
 */
static const char table[] = "source,kind,unit,alias,code\n"
                            "s,unit,,Housing,zjj\n"
                            "s,unit,,Labour,rsj\n"
                            "s,unit,,é,accent\n"
                            "s,section,zjj,office,bgs\n"
                            "s,section,rsj,office,rsbgs\n"
                            "s,section,,desk,dtck\n"
                            "s,section,rsj,desk,fwck\n"
                            "s,person,zjj,li,p1\n"
                            "s,person,zjj,wu,p2\n"
                            "s,person,rsj,wu,p2\n"
                            "s,person,zjj,xu,p3\n"
                            "s,person,rsj,xu,p4\n"
                            "s,person,,su,p5\n"
                            "t,unit,,Housing,zjj\n";

static int group_setup(void **state)
{
    const struct directory_texts texts = {{NULL, NULL, NULL, NULL, NULL, table}};
    struct directory directory;
    struct faults faults = {.count = 0};
    struct err err;
    (void) state;
    directory_text_read(&texts, &directory, &faults);
    assert_int_equal(faults.count, 0);
    assert_int_equal(aliases_take(&directory, &aliases, &err), OK);
    return arena_init(&arena, 1 << 20, &err) == OK ? 0 : -1;
}

static int group_teardown(void **state)
{
    (void) state;
    aliases_close(aliases);
    arena_done(&arena);
    return 0;
}

/* The event of a line, resolved and finished. */
static enum outcome take(const char *json, const struct aliases *with, struct event *event,
                         struct err *err)
{
    arena_reset(&arena);
    if (event_json_read(str_from(json), &arena, event, err) != OK)
        fail_msg("%s", err->text);
    if (aliases_resolve(with, event, &arena, err) != OK)
        return err->outcome;
    if (event_json_finish(event, now_us, &arena, err) != OK)
        fail_msg("%s", err->text);
    return OK;
}

#define HEAD(source)                                                                               \
    "{\"header\":{\"source\":\"" source "\",\"caseSource\":\"c\",\"caseNumber\":\"1\","            \
    "\"occurredAt\":\"2022-03-07T09:30:00+08:00\",\"sourceRef\":\"1\"},"
#define YEAR(subject, code)                                                                        \
    "{\"header\":{" subject "\"source\":\"s\",\"caseSource\":\"" code                              \
    "\",\"caseNumber\":\"2022\","                                                                  \
    "\"occurredAt\":\"2022-03-07T09:30:00+08:00\",\"sourceRef\":\"1\"},"

/* clang-format off */
static const struct {
    const char *title;
    const char *json;
    const char *made; /* what the event then says; NULL: refused */
    const char *said; /* the refusal */
} rows[] = {
    {"a unit, a section of it and a person of it",
     HEAD("s") "\"accepted\":{\"unit\":\"Housing\",\"section\":\"office\",\"receiver\":\"li\"}}",
     "\"accepted\":{\"unit\":\"zjj\",\"section\":\"bgs\",\"receiver\":\"p1\"}", NULL},
    {"the same section's name in another unit",
     HEAD("s") "\"accepted\":{\"unit\":\"Labour\",\"section\":\"office\",\"receiver\":\"xu\"}}",
     "\"accepted\":{\"unit\":\"rsj\",\"section\":\"rsbgs\",\"receiver\":\"p4\"}", NULL},
    {"an alias of whichever unit, and a unit's own before it",
     HEAD("s") "\"transferred\":{\"from\":{\"unit\":\"Housing\",\"section\":\"desk\"},\"to\":{\"unit\":\"Labour\",\"section\":\"desk\",\"person\":\"su\"}}}",
     "\"transferred\":{\"from\":{\"unit\":\"zjj\",\"section\":\"dtck\"},\"to\":{\"unit\":\"rsj\",\"section\":\"fwck\",\"person\":\"p5\"}}", NULL},
    {"a person alone whose aliases mean one code",
     HEAD("s") "\"completed\":{\"by\":{\"person\":\"wu\"}}}", "\"by\":{\"person\":\"p2\"}", NULL},
    {"a person alone whose aliases mean two",
     HEAD("s") "\"completed\":{\"by\":{\"person\":\"xu\"}}}", NULL,
     "completed.by.person is 'xu': source 's' has no such alias of a person"},
    {"an alias is looked up in NFC",
     HEAD("s") "\"accepted\":{\"unit\":\"e\xcc\x81\",\"section\":\"desk\"}}", "\"unit\":\"accent\"", NULL},
    {"a unit nobody knows",
     HEAD("s") "\"accepted\":{\"unit\":\"zjj\",\"section\":\"desk\"}}", NULL,
     "accepted.unit is 'zjj': source 's' has no such alias of a unit"},
    {"a section nobody knows",
     HEAD("s") "\"accepted\":{\"unit\":\"Housing\",\"section\":\"bgs\"}}", NULL,
     "accepted.section is 'bgs': source 's' has no such alias of a section of 'zjj'"},
    {"a party's section nobody knows",
     HEAD("s") "\"progressed\":{\"by\":{\"unit\":\"Labour\",\"section\":\"x\"}}}", NULL,
     "progressed.by.section is 'x': source 's' has no such alias of a section of 'rsj'"},
    {"a person of another unit",
     HEAD("s") "\"accepted\":{\"unit\":\"Labour\",\"section\":\"desk\",\"receiver\":\"li\"}}", NULL,
     "accepted.receiver is 'li': source 's' has no such alias of a person of 'rsj'"},
    {"an approver", HEAD("s") "\"paused\":{\"approver\":\"nobody\"}}", NULL,
     "paused.approver is 'nobody': source 's' has no such alias of a person"},
    {"a list of persons", HEAD("s") "\"spotChecked\":{\"checkers\":[\"CHECKER_MASTER_POST\"],\"checkedBy\":[\"wu\",\"su\"]}}",
     "\"checkedBy\":[\"p2\",\"p5\"]", NULL},
    {"a list with a stranger", HEAD("s") "\"spotChecked\":{\"checkers\":[\"CHECKER_MASTER_POST\"],\"checkedBy\":[\"wu\",\"no\"]}}",
     NULL, "spot_checked.checked_by[] is 'no': source 's' has no such alias of a person"},
    {"words that are no codes stay", HEAD("s") "\"reopened\":{\"reason\":\"office\"}}", "\"reason\":\"office\"", NULL},
    {"a source with aliases of units only",
     HEAD("t") "\"accepted\":{\"unit\":\"Housing\",\"section\":\"office\",\"receiver\":\"li\"}}",
     "\"accepted\":{\"unit\":\"zjj\",\"section\":\"office\",\"receiver\":\"li\"}", NULL},
    {"a source without any",
     HEAD("u") "\"accepted\":{\"unit\":\"Housing\",\"section\":\"office\",\"receiver\":\"li\"}}",
     "\"accepted\":{\"unit\":\"Housing\",\"section\":\"office\",\"receiver\":\"li\"}", NULL},
    {"a unit's year, its section and persons",
     YEAR("", "Labour") "\"trainingHeld\":{\"mode\":\"TRAINING_MODE_SECTION\",\"section\":\"office\",\"persons\":[\"xu\"]}}",
     "\"subject\":\"unit/rsj/2022\"", NULL},
    {"a section of a unit's year",
     YEAR("\"subject\":\"unit/Labour/2022\",", "Labour") "\"bookReported\":{\"section\":\"desk\",\"month\":3,\"by\":\"wu\"}}",
     "\"section\":\"fwck\",\"month\":\"3\",\"by\":\"p2\"", NULL},
    {"the unit of a year that is opened", YEAR("", "Labour") "\"yearOpened\":{\"unit\":\"Labour\",\"year\":2022}}",
     "\"yearOpened\":{\"unit\":\"rsj\",\"year\":\"2022\"}", NULL},
    {"a unit's year nobody knows", YEAR("", "rsj") "\"yearOpened\":{\"unit\":\"Labour\",\"year\":2022}}", NULL,
     "header.case_source is 'rsj': source 's' has no such alias of a unit"},
    {"a case's number is nobody's code", HEAD("s") "\"supplemented\":{}}", "\"caseSource\":\"c\"", NULL},
};
/* clang-format on */

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct event event;
        struct err err;
        struct str json;
        print_message("    %s\n", rows[i].title);
        enum outcome outcome = take(rows[i].json, aliases, &event, &err);
        if (rows[i].made == NULL) {
            assert_int_equal(outcome, REJECT);
            assert_int_equal(err.reason, REASON_UNKNOWN_ALIAS);
            assert_string_equal(err.text, rows[i].said);
            continue;
        }
        assert_int_equal(outcome, OK);
        assert_int_equal(event_to_json(&event, &arena, &json, &err), OK);
        char *text = str_keep_terminated(json, &arena);
        if (strstr(text, rows[i].made) == NULL)
            fail_msg("%s", text);
    }
}

static void an_actor_without_an_alias_may_be_a_program(void **state)
{
    (void) state;
    static const char person[] =
        "{\"header\":{\"source\":\"s\",\"caseSource\":\"c\",\"caseNumber\":"
        "\"1\",\"occurredAt\":\"2022-03-07T09:30:00+08:00\",\"actor\":"
        "\"su\"},\"supplemented\":{}}";
    static const char program[] = "{\"header\":{\"source\":\"s\",\"caseSource\":\"c\","
                                  "\"caseNumber\":\"1\",\"occurredAt\":"
                                  "\"2022-03-07T09:30:00+08:00\",\"actor\":\"robot\"},"
                                  "\"supplemented\":{}}";
    struct event event;
    struct err err;
    assert_int_equal(take(person, aliases, &event, &err), OK);
    assert_true(str_eq(event.actor, STR("p5")));
    assert_int_equal(take(program, aliases, &event, &err), OK);
    assert_true(str_eq(event.actor, STR("robot")));
}

static void the_id_is_that_of_the_codes(void **state)
{
    (void) state;
    struct event aliased;
    struct event plain;
    struct err err;
    assert_int_equal(take(HEAD("s") "\"accepted\":{\"unit\":\"Housing\",\"section\":\"office\"}}",
                          aliases, &aliased, &err),
                     OK);
    struct uuid id = aliased.id;
    assert_int_equal(
        take(HEAD("s") "\"accepted\":{\"unit\":\"zjj\",\"section\":\"bgs\"}}", NULL, &plain, &err),
        OK);
    assert_true(uuid_eq(&id, &plain.id));
}

/* A new field is either among the codes that are resolved, or here. */
static void every_code_of_every_kind_is_known_as_one_or_not(void **state)
{
    static const char *const words[] = {
        "priority",   "reason",      "pause_id", "own_level", "own_scale", "into_source", "sample",
        "source_ref", "into_number", "order_id", "basis",     "number",    "document"};
    static const char *const codes[] = {"unit",     "section",    "person", "persons",
                                        "receiver", "checked_by", "by",     "approver"};
    (void) state;
    for (enum event_kind kind = 0; kind < EVENT_KINDS_COUNT; kind++) {
        struct event_fields fields = event_fields_of(kind);
        for (size_t i = 0; i < fields.count; i++) {
            bool is_known =
                fields.items[i].type != FIELD_CODE && fields.items[i].type != FIELD_CODES;
            for (size_t n = 0; n < sizeof(words) / sizeof(words[0]); n++)
                is_known |= strcmp(words[n], fields.items[i].name) == 0;
            for (size_t n = 0; n < sizeof(codes) / sizeof(codes[0]); n++)
                is_known |= strcmp(codes[n], fields.items[i].name) == 0;
            if (!is_known)
                fail_msg("%s.%s", event_kind_name(kind), fields.items[i].name);
        }
    }
}

static void a_full_arena_is_no_refusal(void **state)
{
    (void) state;
    struct arena small;
    struct event event;
    struct err err;
    arena_reset(&arena);
    assert_int_equal(arena_init(&small, 1, &err), OK);
    assert_int_equal(
        event_json_read(STR(HEAD("s") "\"spotChecked\":{\"checkers\":[\"CHECKER_MASTER_POST\"],"
                                      "\"checkedBy\":[\"wu\",\"su\"]}}"),
                        &arena, &event, &err),
        OK);
    assert_int_equal(aliases_resolve(aliases, &event, &small, &err), RETRY);
    arena_done(&small);
}

static void without_a_database_there_are_none(void **state)
{
    (void) state;
    struct aliases *none = aliases;
    struct err err;
    assert_int_equal(aliases_open("", "shouwen_producer", "test", &none, &err), OK);
    assert_null(none);
    assert_int_equal(aliases_open("host=127.0.0.1 port=1", "", "test", &none, &err), RETRY);
    assert_null(none);
    assert_int_equal(strncmp(err.text, "aliases: ", 9), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
        cmocka_unit_test(an_actor_without_an_alias_may_be_a_program),
        cmocka_unit_test(the_id_is_that_of_the_codes),
        cmocka_unit_test(every_code_of_every_kind_is_known_as_one_or_not),
        cmocka_unit_test(a_full_arena_is_no_refusal),
        cmocka_unit_test(without_a_database_there_are_none),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
