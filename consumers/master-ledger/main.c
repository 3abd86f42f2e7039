/* master-ledger -- keeps every unit's book of all first inquiries (总台账) from the events. */
#include "book.h"
#include "office/book_print.h"
#include "rows.h"
#include "run/projection.h"
#include "totals.h"

static const struct verb verbs[] = {
    {"book", "--unit U --year Y [--csv] [--output FILE]",
     "print a unit's book (总台账): cover, a page a case, totals; --help lists what else it takes",
     book_verb},
    {"totals", "--unit U --year Y | --month 2022-03 [--close]",
     "print what a unit was asked (汇总), by section, beside what its sections reported; close a "
     "month",
     totals_verb},
    {NULL, NULL, NULL, NULL},
};

static const struct verb_options options[] = {
    {"book", &book_print_help},
    {"totals", &totals_help},
    {NULL, NULL},
};

static const struct projection master_ledger = {
    .name = "master_ledger",
    .help = "Keeps the master ledgers (总台账): every matter a unit was asked, by whom it came in "
            "and how it ended.",
    .version = 2,
    .input = INPUT_EVENTS,
    .topics = PROJECTION_ALL_EVENTS,
    .counts_arrivals = true,
    .tables = {&case_row_table, &master_row_table, &report_row_table, NULL},
    .rows = master_ledger_rows,
    .verbs = verbs,
    .options = options,
};

int main(int argc, char **argv)
{
    return consumer_main(argc, argv, &master_ledger);
}
