/* test_json_schema -- the schemas say what the door reads. */
#include "wire/json_schema.h"

#include <string.h>

#include <jansson.h>

#include "core/event_fields.h"
#include "support/arena.h"
#include "support/cmocka.h"

static json_t *schemas_of_events(void)
{
    struct str text = {0};
    struct err err;
    assert_int_equal(json_schema_events(&test_arena, &text, &err), OK);
    json_t *schemas = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(schemas);
    return schemas;
}

static json_t *property(json_t *schemas, const char *message, const char *name)
{
    json_t *schema = json_object_get(schemas, message);
    return json_object_get(json_object_get(schema, "properties"), name);
}

static const char *type_of(json_t *schemas, const char *message, const char *name)
{
    return json_string_value(json_object_get(property(schemas, message, name), "type"));
}

static void every_kind_is_a_member_of_an_event(void **state)
{
    (void) state;
    json_t *schemas = schemas_of_events();
    assert_non_null(property(schemas, "Event", "header"));
    assert_non_null(property(schemas, "Event", "callbackMade"));
    assert_non_null(property(schemas, "Event", "citizenRecord"));
    assert_int_equal(
        json_object_size(json_object_get(json_object_get(schemas, "Event"), "properties")),
        1 + EVENT_KINDS_COUNT + 3 + 1);
    json_decref(schemas);
}

static void fields_have_the_types_of_json(void **state)
{
    (void) state;
    json_t *schemas = schemas_of_events();
    assert_string_equal(type_of(schemas, "Header", "caseSource"), "string");
    assert_string_equal(type_of(schemas, "Accepted", "hasName"), "boolean");
    assert_string_equal(type_of(schemas, "Header", "texts"), "array");
    json_t *when = json_object_get(property(schemas, "Header", "occurredAt"), "format");
    assert_string_equal(json_string_value(when), "date-time");
    json_t *to = json_object_get(property(schemas, "Transferred", "to"), "$ref");
    assert_string_equal(json_string_value(to), "#/components/schemas/Party");
    json_t *names = json_object_get(property(schemas, "Accepted", "channel"), "enum");
    assert_string_equal(json_string_value(json_array_get(names, 1)), "CHANNEL_CALL");
    json_decref(schemas);
}

static bool is_required(json_t *schemas, const char *message, const char *name)
{
    json_t *required = json_object_get(json_object_get(schemas, message), "required");
    assert_true(json_is_array(required));
    size_t i = 0;
    json_t *item = NULL;
    json_array_foreach(required, i,
                       item) if (strcmp(json_string_value(item), name) == 0) return true;
    return false;
}

static void what_the_reader_makes_up_is_not_asked_for(void **state)
{
    (void) state;
    json_t *schemas = schemas_of_events();
    assert_true(is_required(schemas, "Header", "caseNumber"));
    assert_false(is_required(schemas, "Header", "eventId"));
    assert_false(is_required(schemas, "Header", "recordedAt"));
    assert_true(is_required(schemas, "Accepted", "unit"));
    assert_false(is_required(schemas, "Accepted", "receiver"));
    assert_true(is_required(schemas, "Merged", "intoNumber"));
    assert_false(is_required(schemas, "Merged", "into"));
    json_decref(schemas);
}

static json_int_t bound(json_t *schemas, const char *message, const char *name, const char *what)
{
    json_t *number = json_object_get(property(schemas, message, name), what);
    assert_true(json_is_integer(number));
    return json_integer_value(number);
}

static void bounds_are_told(void **state)
{
    (void) state;
    json_t *schemas = schemas_of_events();
    assert_int_equal(bound(schemas, "Accepted", "unit", "minLength"), 1);
    assert_int_equal(bound(schemas, "Accepted", "unit", "maxLength"), CODE_BYTES_MAX);
    assert_null(json_object_get(property(schemas, "Accepted", "receiver"), "minLength"));
    assert_int_equal(bound(schemas, "CallbackMade", "attempt", "minimum"), 0);
    assert_int_equal(bound(schemas, "CallbackMade", "attempt", "maximum"), 1000);
    assert_true(bound(schemas, "PointsAdjusted", "pointsHundredths", "minimum") < 0);
    assert_int_equal(bound(schemas, "SpotChecked", "checkedBy", "maxItems"), CODES_COUNT_MAX);
    json_t *form = json_object_get(property(schemas, "Merged", "into"), "format");
    assert_string_equal(json_string_value(form), "uuid");
    json_decref(schemas);
}

static void a_full_arena_is_told(void **state)
{
    (void) state;
    struct arena small = {.memory = NULL};
    struct str text = {0};
    struct err err;
    assert_int_equal(arena_init(&small, 64, &err), OK);
    assert_int_equal(json_schema_events(&small, &text, &err), RETRY);
    arena_done(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_a_member_of_an_event),
        cmocka_unit_test(fields_have_the_types_of_json),
        cmocka_unit_test(what_the_reader_makes_up_is_not_asked_for),
        cmocka_unit_test(bounds_are_told),
        cmocka_unit_test(a_full_arena_is_told),
    };
    return cmocka_run_group_tests(tests, test_arena_make, test_arena_drop);
}
