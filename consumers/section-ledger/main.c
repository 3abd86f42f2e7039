/* section-ledger -- keeps every section's own book (分台账) from the events. */
#include "book.h"
#include "office/book_print.h"
#include "rows.h"
#include "run/projection.h"

static const struct verb verbs[] = {
    {"book", "--unit U --section S --year Y [--csv] [--output FILE]",
     "print a section's book (分台账): cover, a page a case, annex, totals; --help lists what else "
     "it takes",
     book_verb},
    {NULL, NULL, NULL, NULL},
};

static const struct verb_options options[] = {
    {"book", &book_print_help},
    {NULL, NULL},
};

static const struct projection section_ledger = {
    .name = "section_ledger",
    .help = "Keeps the section ledgers (分台账): who was asked first, who holds a matter, how it "
            "ended.",
    .version = 1,
    .input = INPUT_EVENTS,
    .topics = PROJECTION_ALL_EVENTS,
    .tables = {&case_row_table, &section_row_table, NULL},
    .rows = section_ledger_rows,
    .verbs = verbs,
    .options = options,
};

int main(int argc, char **argv)
{
    return consumer_main(argc, argv, &section_ledger);
}
