/* test_generation -- what the files of schemas/ say about generations and migrations. */
#include <string.h>

#include "core/case_file.h"
#include "run/generation.h"
#include "run/migrate.h"
#include "support/cmocka.h"

static void a_version_is_the_projections_and_the_folds(void **state)
{
    (void) state;
    char name[GENERATION_NAME_MAX];
    size_t count = 0;
    for (; generation_name_at(count, name); count++) {
        int version = generation_version_of(name);
        print_message("    %s %d\n", name, version);
        assert_true(version >= 1000);
        assert_int_equal(version % 1000, FOLD_VERSION);
    }
    assert_true(count >= 2);
}

static void projections_come_in_the_order_of_their_names(void **state)
{
    (void) state;
    char before[GENERATION_NAME_MAX] = "";
    char name[GENERATION_NAME_MAX];
    for (size_t i = 0; generation_name_at(i, name); i++) {
        assert_true(strcmp(before, name) < 0);
        memcpy(before, name, sizeof(before));
    }
    assert_string_not_equal(before, "");
}

static void a_projection_without_a_file_has_no_version(void **state)
{
    (void) state;
    static const char endless[] =
        "a_name_that_is_so_long_that_no_schema_could_ever_be_called_like_it";
    assert_int_equal(generation_version_of("no_such_ledger"), 0);
    assert_int_equal(generation_version_of(""), 0);
    assert_int_equal(generation_version_of("../migrations/0002_create_roles"), 0);
    assert_int_equal(generation_version_of(endless), 0);
}

static void a_generation_is_a_schema(void **state)
{
    (void) state;
    char schema[GENERATION_SCHEMA_MAX];
    generation_schema("section_ledger", 12, schema);
    assert_string_equal(schema, "section_ledger_g12");
}

static void there_are_migrations(void **state)
{
    (void) state;
    assert_true(migrate_count() >= 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_is_the_projections_and_the_folds),
        cmocka_unit_test(projections_come_in_the_order_of_their_names),
        cmocka_unit_test(a_projection_without_a_file_has_no_version),
        cmocka_unit_test(a_generation_is_a_schema),
        cmocka_unit_test(there_are_migrations),
    };
    return RUN(tests);
}
