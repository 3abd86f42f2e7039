/* citizen-register -- keeps personal data in a schema of its own, and erases it. */
#include "erase.h"
#include "rows.h"
#include "run/projection.h"

static const struct verb verbs[] = {
    {.name = "erase",
     .arguments = "--case SOURCE/NUMBER --approver WHO [--yes]",
     .help = "erase a case's personal data, in the tables and in the log, for ever",
     .function = erase_verb},
    {.name = NULL},
};

static const struct verb_options options[] = {
    {"erase", &erase_help},
    {NULL, NULL},
};

static const struct projection citizen_register = {
    .name = "citizen_register",
    .help =
        "Keeps who asked and every free text, the only reader of them; everybody else sees masks, "
        "or goes through citizen.reveal().",
    .version = 1,
    .input = INPUT_LATEST,
    .topics = 1U << TOPIC_CITIZEN,
    .tables = {&citizen_row_table, &text_row_table, &erasure_row_table, NULL},
    .latest_rows = citizen_register_rows,
    .verbs = verbs,
    .options = options,
};

int main(int argc, char **argv)
{
    return consumer_main(argc, argv, &citizen_register);
}
