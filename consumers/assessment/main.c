/* assessment -- keeps what scores are made of: counters by unit, section, person and day. */
#include "office/rules_csv.h"
#include "office/rules_pg.h"
#include "rows.h"
#include "run/projection.h"

/* Lives as long as the program. */
static enum outcome rules_of_files(const char *folder, const struct rules **rules_out,
                                   struct err *err)
{
    static struct rules_csv files; /* large: paths of policies */
    if (rules_csv_init(&files, err) != OK || rules_csv_folder(&files, folder, err) != OK)
        return err->outcome;
    *rules_out = &files.rules;
    return OK;
}

static const struct projection assessment = {
    .name = "assessment",
    .help = "Keeps the counters of assessment (考核): by unit, section, person and day, in two "
            "accounts, those who handled and those who were first asked.",
    .version = 1,
    .input = INPUT_EVENTS,
    .topics = PROJECTION_ALL_EVENTS,
    .tables = {&contribution_row_table, &adjustment_row_table, NULL},
    .rows = assessment_rows,
    .load_rules = rules_pg_load,
    .rules_of_files = rules_of_files,
};

int main(int argc, char **argv)
{
    return consumer_main(argc, argv, &assessment);
}
