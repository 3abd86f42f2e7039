/* score -- see score.h. */
#include "score.h"

#include <inttypes.h>
#include <stdio.h>

#include "office/listing.h"
#include "office/names.h"
#include "office/output.h"
#include "run/consumer.h"
#include "scored.h"

struct score_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "score.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct score_conf, name), fallback, min, max, help},
#include "score.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct score_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec score_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct score_conf conf;
    struct period days;
    struct pg *pg;
    struct names names;
    struct scored scored;
};

/* ---- out of the database ---- */

static enum outcome read_all(struct work *work, struct err *err)
{
    const struct scored_of of = {
        .unit = str_from(work->conf.unit),
        .section = str_from(work->conf.section),
        .person = str_from(work->conf.person),
        .days = work->days,
        .formula = work->conf.formula,
        .formula_version = work->conf.formula_version,
    };
    if (pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        names_read(work->pg, &work->names, err) != OK)
        return err->outcome;
    return scored_read(work->pg, &of, &work->scored, err);
}

/* ---- on paper ---- */

static void print_head(const struct work *work, FILE *out)
{
    const struct score_conf *conf = &work->conf;
    struct str unit = str_from(conf->unit);
    struct str section = str_from(conf->section);
    struct str person = str_from(conf->person);
    int64_t until = work->scored.until;
    char first[LISTING_DAY_TEXT_MAX];
    char last[LISTING_DAY_TEXT_MAX];
    (void) fprintf(out, "unit %s %.*s", conf->unit, STR_ARG(names_unit(&work->names, unit, until)));
    if (section.len > 0)
        (void) fprintf(out, ", section %s %.*s", conf->section,
                       STR_ARG(names_section(&work->names, unit, section, until)));
    if (person.len > 0)
        (void) fprintf(out, ", person %s %.*s", conf->person,
                       STR_ARG(names_person(&work->names, person, until)));
    (void) fprintf(out, "\nperiod %s: %s to %s", conf->period,
                   listing_day_text(work->days.first_day, first),
                   listing_day_text(work->days.last_day, last));
    if (until < work->days.last_day)
        (void) fprintf(out, ", counted until %s", listing_day_text(until, last));
    (void) fprintf(out, "\nformula %.*s version %" PRId64 "\n",
                   STR_ARG(work->scored.file.formula.name), work->scored.file.formula.version);
}

static enum outcome print(struct work *work, struct err *err)
{
    struct output output;
    if (output_open(work->conf.output, &output, err) != OK)
        return err->outcome;
    print_head(work, output.file);
    score_print(&work->scored.page, output.file);
    enum outcome outcome = output_finish(&output, err);
    output_drop(&output);
    return outcome;
}

int score_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    struct consumer *consumer = context;
    const struct conf_spec spec = consumer_conf_spec_of(&score_help, &work.conf.consumer);
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings_of(consumer, &spec, argc, argv, &exit_code))
        return exit_code;
    if (period_named(work.conf.period, &work.days, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    enum outcome outcome = consumer_open(consumer, &work.pg, &err);
    if (outcome == OK)
        outcome = read_all(&work, &err);
    if (outcome == OK)
        outcome = print(&work, &err);
    scored_done(&work.scored);
    names_done(&work.names);
    pg_close(work.pg);
    return outcome == OK ? EXIT_DONE : consumer_failed("score", &err);
}
