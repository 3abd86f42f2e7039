/* main -- shouwen-register: any table of cases becomes events, by a mapping file. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "import.h"
#include "quality.h"
#include "run/log.h"
#include "run/verb.h"
#include "watch.h"

/* clang-format off */
static const char example[] =
    "  shouwen-register --mapping producers/register/sample.map --dry-run \\\n"
    "      producers/register/sample.csv\n"
    "\n"
    "A mapping file (sample.map, form.map and receipt.map are three):\n"
    "  [book]                     source, number (of the case a row belongs to), number_from; unit, year,\n"
    "                             zone, delimiter, encoding, footers, case_source, own_number, actor,\n"
    "                             recorded_at\n"
    "  [columns]                  NAME = its other names; NAME? may be missing\n"
    "  [choice COLUMN]            WORD = column of the text behind it: boxes that are ticked\n"
    "  [cover]                    NAME = labels above the table, for {$NAME}\n"
    "  [map NAME]                 source's word = our word; * = every other word, * = * as it is\n"
    "  [on first]                 the first row of a case; a case's rows stand together\n"
    "  [on change COLUMN]         a row whose value differs from the row before\n"
    "  [on value COLUMN = VALUE]  a row that has this value\n"
    "  [otherwise]                a row for which neither of these two spoke\n"
    "  [on end COLUMN]            behind a case's last row, when that has a value there\n"
    "A rule says event, at (the time), source_ref (what in the table it tells of),\n"
    "then fields as proto/shouwen/v1 names them: unit, to.section, channel = call; text.content, text.note\n"
    "... and citizen.name, .contact, .address, .id_number go to the citizen topic.\n"
    "Values: {column}, {before:column}, {#} (the row's number in its case), {$year}, {$unit}, {$section},\n"
    "{a||b} (b where a is empty), {column|map}, and plain text.\n"
    "\n"
    "The same import again changes nothing: ids follow from the content.  With --state DIR (one folder a\n"
    "book) only what is new or changed is sent, and an emptied cell is voided; without it that cannot be\n"
    "known.  With --state or --spool what is said is first kept on the disk and sent from there, so that\n"
    "Kafka may be away: an import ends when the broker has all, or, with --until kept, when all is safe;\n"
    "what was not sent, also by an import that was killed, is sent first by the next one, or by watch.\n"
    "\n"
    "  shouwen-register watch --mapping books.map --incoming /srv/books --state /var/lib/shouwen/books\n"
    "\n"
    "imports each book that is put into the folder, and goes on.  Write it elsewhere on the same disk and\n"
    "move it in; one that is open for writing is left until it is closed.  They are taken by name, and\n"
    "later ones wait for one that cannot be kept.  A book all of which is safe\n"
    "goes to done, the rows that were refused beside it in NAME.report; one that cannot be read goes to\n"
    "refused, why in NAME.reason; taken has the one in hand.\n"
    "Exit status: 0 all is published (with --until kept: kept; watch: it was asked to stop), 1 a row was\n"
    "bad or a message not acknowledged, 2 usage.\n";
/* clang-format on */

static void print_growing(const struct import_result *result)
{
    const struct growing_counts *counts = &result->growing;
    (void) printf("%" PRIu64 " events unchanged, %" PRIu64 " emptied, %" PRIu64
                  " cases no longer in the book, %" PRIu64 " of their events voided\n",
                  counts->unchanged, counts->emptied, counts->gone, counts->voided);
    if (result->is_blind)
        (void) printf("a bad row could be any case's: nothing was taken for emptied or gone\n");
}

static void print_summary(const struct import_result *result)
{
    uint64_t events = 0;
    for (enum event_kind kind = 0; kind < EVENT_KINDS_COUNT; kind++) {
        if (result->counts.events[kind] > 0)
            (void) printf("%-24s %8" PRIu64 "\n", event_kind_name(kind),
                          result->counts.events[kind]);
        events += result->counts.events[kind];
    }
    (void) printf("%" PRIu64 " rows, %" PRIu64 " cases: %" PRIu64 " events, %" PRIu64
                  " texts, %" PRIu64 " repeated, %" PRIu64 " bad rows\n",
                  result->counts.rows, result->counts.cases, events, result->counts.texts,
                  result->counts.repeated, result->counts.rows_bad);
    const struct spreadsheet_counts *skipped = &result->skipped;
    if (skipped->blank + skipped->repeated + skipped->footers > 0)
        (void) printf("skipped: %" PRIu64 " blank rows, %" PRIu64 " of the head again, %" PRIu64
                      " footers\n",
                      skipped->blank, skipped->repeated, skipped->footers);
    if (result->has_state)
        print_growing(result);
    if (result->was_stopped)
        (void) printf("stopped before the end of the file\n");
}

static void print_sent(const struct settings *settings, const struct dispatch_counts *sent)
{
    if (settings->dry_run)
        (void) printf("nothing was sent\n");
    else
        (void) printf("%" PRIu64 " messages sent: %" PRIu64 " acknowledged, %" PRIu64
                      " refused, %" PRIu64 " without an answer\n",
                      sent->taken, sent->safe, sent->refused,
                      sent->taken - sent->safe - sent->refused);
}

static void print_spool(const struct dispatch_counts *sent)
{
    (void) printf(
        "%" PRIu64 " messages kept in the spool, %" PRIu64 " wait there for the broker%s\n",
        sent->safe, sent->waiting,
        sent->waiting > 0 ? ": what is not sent now the next import, or watch, sends" : "");
}

/* Until the broker has all, when that is wished; else what it has by now. */
static enum outcome end_spool(struct importer *importer, const struct settings *settings,
                              enum outcome outcome, struct import_result *result, struct err *err)
{
    bool waits = outcome == OK && !result->was_stopped && strcmp(settings->until, "sent") == 0;
    (void) fflush(stdout); /* who waits reads meanwhile what there was */
    if (waits)
        outcome = importer_drain(importer, &result->sent.waiting, err);
    print_spool(&result->sent);
    return outcome;
}

static int import_and_tell(const struct settings *settings, const char *path)
{
    struct err err;
    struct import_result result = {.was_stopped = false};
    struct importer *importer = NULL;
    const struct import_book book = {.path = path, .report = settings->report};
    enum outcome outcome = importer_open(settings, "", &importer, &err);
    if (outcome == OK)
        outcome = importer_run(importer, &book, &result, &err);
    bool is_read = result.counts.rows > 0 || outcome == OK;
    if (is_read)
        print_summary(&result);
    if (is_read && importer_has_spool(importer))
        outcome = end_spool(importer, settings, outcome, &result, &err);
    else if (is_read)
        print_sent(settings, &result.sent);
    if (outcome != OK)
        log_err(LOG_ERROR, "import", &err);
    importer_close(importer);
    bool is_whole = outcome == OK && !result.was_stopped && result.counts.rows_bad == 0 &&
                    result.sent.safe == result.sent.taken;
    return is_whole ? EXIT_DONE : EXIT_FAILED;
}

static int look_and_tell(const struct settings *settings, const char *path)
{
    struct err err;
    if (quality_run(settings, path, &err) == OK)
        return EXIT_DONE;
    log_err(LOG_ERROR, "quality", &err);
    return EXIT_FAILED;
}

static int watch_and_tell(const struct settings *settings)
{
    struct err err;
    if (watch_run(settings, &err) == OK)
        return EXIT_DONE;
    log_err(LOG_ERROR, "watch", &err);
    return EXIT_FAILED;
}

int main(int argc, char **argv)
{
    static struct settings settings;
    const struct conf_spec spec = settings_spec(&settings);
    bool is_quality = argc > 1 && strcmp(argv[1], "quality") == 0;
    bool is_watch = argc > 1 && strcmp(argv[1], "watch") == 0;
    const struct plain_program program = {
        .name = "shouwen-register",
        .arguments = "[quality] --mapping FILE TABLE.csv | watch --mapping FILE --incoming FOLDER",
        .help =
            "Publish what a table of cases says (- is standard input), row by row; with watch "
            "what\n"
            "each table says that comes into a folder; or, with quality, publish nothing and say\n"
            "what is missing or odd in it.",
        .example = example,
        .settings = &spec,
        .log_level = settings.log_level,
        .words_count = is_watch ? 0 : 1,
    };
    int exit_code = EXIT_DONE;
    argc -= is_quality || is_watch;
    argv += is_quality || is_watch;
    if (!plain_program_start(argc, argv, &program, &exit_code))
        return exit_code;
    if (is_watch && settings.incoming[0] == '\0') {
        (void) fprintf(stderr,
                       "shouwen-register: watch wants --incoming, the folder of the books\n");
        return EXIT_USAGE;
    }
    if (is_watch)
        return watch_and_tell(&settings);
    return is_quality ? look_and_tell(&settings, argv[1]) : import_and_tell(&settings, argv[1]);
}
