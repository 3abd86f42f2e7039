/* rules_text -- see rules_text.h. */
#include "support/rules_text.h"

#include <stdio.h>
#include <stdlib.h>

#include "office/rules_csv.h"

#define CALENDAR "schemas/policy/calendar"
#define FIXTURES "tests/fixtures/policy/"

enum { SETS_MAX = 64 };

static struct rules_csv sets[SETS_MAX];
static size_t sets_count;

static void must(enum outcome outcome, const struct err *err)
{
    if (outcome == OK)
        return;
    (void) fprintf(stderr, "%s\n", err->text);
    abort();
}

static struct rules_csv *begin(void)
{
    struct err err = {.text = "too many sets of rules"};
    must(sets_count < SETS_MAX ? OK : FATAL, &err);
    struct rules_csv *set = &sets[sets_count++];
    must(rules_csv_init(set, &err), &err);
    must(rules_csv_calendar(set, CALENDAR, &err), &err);
    return set;
}

const struct rules *rules_shipped(void)
{
    static struct rules_csv *shipped;
    struct err err;
    if (shipped == NULL) {
        shipped = begin();
        must(rules_csv_policy(shipped, "schemas/policy/base.csv", &err), &err);
        must(rules_csv_policy(shipped, "schemas/policy/sichuan-2025.csv", &err), &err);
    }
    return &shipped->rules;
}

const struct rules *rules_of_file(const char *path)
{
    struct rules_csv *set = begin();
    struct err err;
    must(rules_csv_policy(set, path, &err), &err);
    return &set->rules;
}

const struct rules *rules_of_rows(const struct policy_source *source)
{
    struct rules_csv *set = begin();
    struct err err;
    must(policy_build(source, &set->arena, &set->policy, &err), &err);
    set->rules.policy = &set->policy;
    return &set->rules;
}
