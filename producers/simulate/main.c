/* main -- shouwen-simulate: a made-up city's log, the same for the same seed. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/stop.h"
#include "directory.h"
#include "output.h"
#include "run/log.h"
#include "run/progress.h"
#include "run/verb.h"
#include "stream.h"

static const char example[] =
    "  shouwen-simulate --cases 300 --seed 7 --directory-to city --to-file city.ndjson\n"
    "  shouwen-admin load directory city\n"
    "  shouwen-publish <city.ndjson\n"
    "\n"
    "is the same as shouwen-simulate --cases 300 --seed 7 without --to-file, which publishes at "
    "once,\n"
    "names and texts too; those of the file are in city.ndjson.citizen.  Cases go through whole "
    "lives\n"
    "(months) and come in the order of their recording; --late, --duplicates and --odd say how "
    "much of\n"
    "it arrives late, twice and wrong.  Among what is wrong are ids used for two contents: dead "
    "letters.\n"
    "Exit status: 0 everything was written or acknowledged, 1 it was not, 2 usage.\n";

struct simulate {
    struct settings settings;
    struct city city;
    struct tale_plan plan;
    struct stream stream;
    struct output output;
    struct progress progress;
    int64_t until_us; /* what comes in from then on is not told */
};

/* A day as the settings have it: 2022-01-01. */
static bool day_from(const char *text, int64_t *day_out)
{
    char instant[CONF_TEXT_MAX + 32];
    int64_t at_us = 0;
    (void) snprintf(instant, sizeof(instant), "%sT00:00:00+08:00", text);
    if (!civil_parse(str_from(instant), &at_us))
        return false;
    *day_out = civil_day_of(at_us);
    return true;
}

static enum outcome read_days(const struct settings *settings, struct city *city, struct err *err)
{
    enum { WEEK = 7 };
    if (!day_from(settings->first_day, &city->first_day))
        return err_set(err, FATAL, "first_day is \"%s\", which is no day", settings->first_day);
    if (!day_from(settings->last_day, &city->last_day))
        return err_set(err, FATAL, "last_day is \"%s\", which is no day", settings->last_day);
    int64_t years = civil_date_of(city->last_day).year - civil_date_of(city->first_day).year + 1;
    if (city->last_day - city->first_day < WEEK || years > CITY_PERIODS_MAX)
        return err_set(err, FATAL,
                       "last_day is \"%s\": from first_day it must be a week to %d calendar years",
                       settings->last_day, CITY_PERIODS_MAX);
    if (civil_date_of(city->first_day).year < 2001 || civil_date_of(city->last_day).year > 2099)
        return err_set(err, FATAL, "first_day and last_day must lie within 2001 to 2099");
    return OK;
}

/* The instant before which things are told. */
static enum outcome read_until(const struct settings *settings, int64_t *until_us_out,
                               struct err *err)
{
    int64_t day = 0;
    if (settings->until[0] == '\0') {
        *until_us_out = INT64_MAX;
        return OK;
    }
    if (!day_from(settings->until, &day))
        return err_set(err, FATAL, "until is \"%s\", which is no day", settings->until);
    *until_us_out = civil_start_of(day);
    return OK;
}

static enum outcome open_all(struct simulate *simulate, struct err *err)
{
    const struct settings *settings = &simulate->settings;
    struct city wanted = {.seed = (uint64_t) settings->seed,
                          .units_count = (int32_t) settings->units};
    if (read_days(settings, &wanted, err) != OK || city_init(&simulate->city, &wanted, err) != OK)
        return err->outcome;
    if (settings->directory_to[0] != '\0' &&
        directory_write(&simulate->city, settings->directory_to, err) != OK)
        return err->outcome;
    simulate->plan = (struct tale_plan) {
        .city = &simulate->city,
        .cases = (uint64_t) settings->cases,
        .odd_percent = (unsigned) settings->odd,
        .late_percent = (unsigned) settings->late,
        .duplicate_percent = (unsigned) settings->duplicates,
    };
    if (stream_init(&simulate->stream, &simulate->plan, err) != OK)
        return err->outcome;
    return output_open(&simulate->output, settings, &simulate->city, err);
}

static enum outcome go(struct simulate *simulate, struct err *err)
{
    for (;;) {
        struct told told;
        bool is_end = false;
        enum outcome outcome = stream_next(&simulate->stream, &told, &is_end, err);
        if (outcome != OK || is_end)
            return outcome;
        if (told.publish_us >= simulate->until_us)
            continue;
        outcome = output_put(&simulate->output, &told, err);
        if (outcome != OK)
            return outcome;
        const struct progress_state state = {
            .parts = simulate->stream.cases_made,
            .parts_total = simulate->plan.cases,
            .items = simulate->output.events_count,
        };
        progress_show(&simulate->progress, &state);
    }
}

static void tell(const struct simulate *simulate)
{
    const struct output *output = &simulate->output;
    (void) printf("%" PRIu64 " cases: %" PRIu64 " events, %" PRIu64 " names and texts",
                  simulate->stream.cases_made, output->events_count, output->citizens_count);
    if (output->publisher == NULL) {
        (void) printf(", written to %s and %s.citizen\n", simulate->settings.to_file,
                      simulate->settings.to_file);
        return;
    }
    struct publisher_counts counts = publisher_counts(output->publisher);
    (void) printf("\n%" PRIu64 " messages sent: %" PRIu64 " acknowledged, %" PRIu64
                  " failed, %" PRIu64 " without an answer, %" PRIu64 " refused\n",
                  counts.sent, counts.acknowledged, counts.failed,
                  counts.sent - counts.acknowledged - counts.failed, output->refused_count);
}

/* Everything that was begun was acknowledged, or is on disk. */
static bool is_whole(const struct simulate *simulate)
{
    const struct output *output = &simulate->output;
    if (output->publisher == NULL)
        return true;
    struct publisher_counts counts = publisher_counts(output->publisher);
    return counts.acknowledged == counts.sent && output->refused_count == 0;
}

static int run(struct simulate *simulate)
{
    struct err err;
    enum outcome outcome = open_all(simulate, &err);
    progress_init(&simulate->progress, "events");
    if (outcome == OK) {
        outcome = go(simulate, &err);
        progress_clear(&simulate->progress);
        bool is_stopped = outcome == RETRY && stop_requested();
        if (outcome != OK && !is_stopped)
            log_err(LOG_ERROR, "simulate", &err);
        struct err last;
        if (output_finish(&simulate->output, &last) != OK) {
            log_err(LOG_WARN, "finish", &last);
            outcome = outcome == OK ? last.outcome : outcome;
        }
        if (outcome != FATAL)
            tell(simulate);
        if (is_stopped)
            (void) printf("stopped before the end\n");
    } else {
        log_err(LOG_ERROR, "start", &err);
    }
    bool is_good = outcome == OK && is_whole(simulate) && fflush(stdout) == 0;
    output_close(&simulate->output);
    stream_done(&simulate->stream);
    city_done(&simulate->city);
    return is_good ? EXIT_DONE : EXIT_FAILED;
}

int main(int argc, char **argv)
{
    static struct simulate simulate;
    const struct conf_spec spec = settings_spec(&simulate.settings);
    const struct plain_program program = {
        .name = "shouwen-simulate",
        .arguments = "--cases N --seed S",
        .help = "Publish the log of a simulated city, or write it to a file; the same seed, the "
                "same log.",
        .example = example,
        .settings = &spec,
        .log_level = simulate.settings.log_level,
    };
    struct err err;
    struct city days;
    int exit_code = EXIT_DONE;
    if (!plain_program_start(argc, argv, &program, &exit_code))
        return exit_code;
    if (simulate.settings.cases == 0 && simulate.settings.directory_to[0] == '\0') {
        (void) fprintf(stderr, "%s: wants to know how many: --cases N; --help says more\n",
                       program.name);
        return EXIT_USAGE;
    }
    if (read_days(&simulate.settings, &days, &err) != OK ||
        read_until(&simulate.settings, &simulate.until_us, &err) != OK) {
        (void) fprintf(stderr, "%s: %s\n", program.name, err.text);
        return EXIT_USAGE;
    }
    return run(&simulate);
}
