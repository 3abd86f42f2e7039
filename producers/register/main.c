/* main -- shouwen-register: any table of cases becomes events, by a mapping file. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "import.h"
#include "quality.h"
#include "run/log.h"
#include "run/verb.h"

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
    "known.\n"
    "Exit status: 0 all is published, 1 a row was bad or a message not acknowledged, 2 usage.\n";
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

static void print_summary(const struct settings *settings, const struct import_result *result)
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
    if (settings->dry_run)
        (void) printf("nothing was sent\n");
    else
        (void) printf(
            "%" PRIu64 " messages sent: %" PRIu64 " acknowledged, %" PRIu64 " refused, %" PRIu64
            " without an answer\n",
            result->published.sent, result->published.acknowledged, result->published.failed,
            result->published.sent - result->published.acknowledged - result->published.failed);
    if (result->was_stopped)
        (void) printf("stopped before the end of the file\n");
}

static int import_and_tell(const struct settings *settings, const char *path)
{
    struct err err;
    struct import_result result;
    enum outcome outcome = import_run(settings, path, &result, &err);
    if (result.counts.rows > 0 || outcome == OK)
        print_summary(settings, &result);
    if (outcome != OK)
        log_err(LOG_ERROR, "import", &err);
    bool is_whole = outcome == OK && !result.was_stopped && result.counts.rows_bad == 0 &&
                    result.published.acknowledged == result.published.sent;
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

int main(int argc, char **argv)
{
    static struct settings settings;
    const struct conf_spec spec = settings_spec(&settings);
    const struct plain_program program = {
        .name = "shouwen-register",
        .arguments = "[quality] --mapping FILE TABLE.csv",
        .help = "Publish what a table of cases says (- is standard input), row by row; or, with\n"
                "quality, publish nothing and say what is missing or odd in it.",
        .example = example,
        .settings = &spec,
        .log_level = settings.log_level,
        .words_count = 1,
    };
    int exit_code = EXIT_DONE;
    bool is_quality = argc > 1 && strcmp(argv[1], "quality") == 0;
    argc -= is_quality;
    argv += is_quality;
    if (!plain_program_start(argc, argv, &program, &exit_code))
        return exit_code;
    return is_quality ? look_and_tell(&settings, argv[1]) : import_and_tell(&settings, argv[1]);
}
