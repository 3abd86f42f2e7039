/* overdue-alerts -- keeps every clock, and says why it is due when it is. */
#include "digest_page.h"
#include "due.h"
#include "explain.h"
#include "fire.h"
#include "follow.h"
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

static const struct verb verbs[] = {
    {"due", "TIME --limit 5wd | --policy P --category C [--pause FROM/TO] [--calendar FOLDER]",
     "print day by day when a limit is over that runs from TIME; needs no server", due_verb},
    {"explain", "SOURCE/NUMBER",
     "print day by day why the clocks of a case are due when they are; UNIT/YEAR or an id, too",
     explain_verb},
    {"digest-page", "--under UNIT [--csv] [--on DAY]",
     "print what is due today, due next and overdue of a unit and those below it",
     digest_page_verb},
    {"follow",
     "[--unit U | --under U] [--level L] [--json] [--from-beginning] [--group NAME] "
     "[--until-caught-up]",
     "print alerts as they come, from where it was, until asked to stop, or until those there are "
     "have been told; needs no database",
     follow_verb},
    {NULL, NULL, NULL, NULL},
};

static const struct verb_options options[] = {
    {"due", &due_help},
    {"digest-page", &digest_page_help},
    {"follow", &follow_help},
    {NULL, NULL},
};

static const struct projection overdue_alerts = {
    .name = "overdue_alerts",
    .help =
        "Keeps the clocks of all cases (派单, 签收, 退回, 先行联系, 办结, 回访, 重办, 整改): when "
        "each is due, and when whom to warn.",
    .version = 5,
    .input = INPUT_EVENTS,
    .topics = PROJECTION_ALL_EVENTS,
    .tables = {&clock_row_table, &rung_row_table, &document_row_table, NULL},
    .rows = overdue_alerts_rows,
    .load_rules = rules_pg_load,
    .rules_of_files = rules_of_files,
    .ticker = &overdue_alerts_ticker,
    .verbs = verbs,
    .options = options,
};

int main(int argc, char **argv)
{
    return consumer_main(argc, argv, &overdue_alerts);
}
