/* assessment -- keeps what scores are made of: counters by unit, section, person and day. */
#include "bands.h"
#include "cases.h"
#include "completion.h"
#include "counters.h"
#include "draw.h"
#include "freeze.h"
#include "office/rules_csv.h"
#include "office/rules_pg.h"
#include "published.h"
#include "report.h"
#include "rows.h"
#include "rows_beside.h"
#include "rows_oversight.h"
#include "run/projection.h"
#include "score.h"
#include "try.h"

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

static const struct verb verbs[] = {
    {"score", "--unit U [--section S] [--person P] --period 2025-Q1 [--formula F]",
     "print what a unit, a section or a person comes to, item by item", score_verb},
    {"cases", "--unit U [--section S] [--person P] --period 2025-Q1 --item I | --counter C",
     "list the matters behind a number of a score", cases_verb},
    {"bands", "[--unit U [--people]] --period 2025-Q1 [--formula F] [--ranking] [--csv | --json]",
     "print which band (分档) peers are in: units of a class, sections or people of a unit",
     bands_verb},
    {"sheet", "--unit U [--on DAY] [--csv | --json]",
     "print the seventeen items (附件1) of a unit: what is there, and what is missing",
     completion_verb},
    {"report", "--unit U --year Y", "print what a unit reports of its year, as Markdown in Chinese",
     report_verb},
    {"draw", "--unit U --period 2025-Q1 --size N --seed S [--keep [--drawn-by P]] [--csv | --json]",
     "draw completed matters that are to be spot-checked (抽查); anybody can draw them again",
     draw_verb},
    {"freeze", "--unit U [--section S] [--person P] --period 2025-Q1 [--formula F] [--again]",
     "publish what it comes to, for ever, with its cut-off and what is behind it", freeze_verb},
    {"published", "--unit U [--section S] [--person P] --period 2025-Q1 [--formula F]",
     "print what was published, what it is now, and which matters made the difference",
     published_verb},
    {"try", "FORMULA ITEM=4/5 ... [--formulas FOLDER]",
     "print what figures come to by a formula's file; needs no server", try_verb},
    {"counters", "", "list what is counted, as formulas name it; needs no server", counters_verb},
    {NULL, NULL, NULL, NULL},
};

static const struct verb_options options[] = {
    {"bands", &bands_help}, {"draw", &draw_help},        {"score", &score_help},
    {"cases", &cases_help}, {"freeze", &freeze_help},    {"published", &published_help},
    {"try", &try_help},     {"sheet", &completion_help}, {"report", &report_help},
    {NULL, NULL},
};

static const struct projection assessment = {
    .name = "assessment",
    .help = "Keeps the counters of assessment (考核): by unit, section, person and day, in two "
            "accounts, those who handled and those who were first asked.",
    .version = 4,
    .input = INPUT_EVENTS,
    .topics = PROJECTION_ALL_EVENTS,
    .tables = {&contribution_row_table, &adjustment_row_table, &check_row_table,
               &evidence_row_table, &training_row_table, &trained_row_table, &handover_row_table,
               &result_row_table, NULL},
    .rows = assessment_rows,
    .load_rules = rules_pg_load,
    .rules_of_files = rules_of_files,
    .verbs = verbs,
    .options = options,
};

int main(int argc, char **argv)
{
    return consumer_main(argc, argv, &assessment);
}
