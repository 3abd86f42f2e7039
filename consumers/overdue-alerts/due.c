/* due -- see due.h. */
#include "due.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "office/book_time.h"
#include "office/deadline_print.h"
#include "office/policy_lines.h"
#include "office/rules_csv.h"
#include "run/verb.h"

enum { PAUSES_MAX = 64, PATH_MAX_BYTES = CONF_TEXT_MAX + 32 };

struct due_conf {
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "due.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct due_conf, name), fallback, min, max, help},
#include "due.def"
#undef CONF
};

const struct conf_spec due_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct due_conf conf;
    struct rules_csv rules;
    struct policy_query query;
    struct timing timing;
    struct timing_pause pauses[PAUSES_MAX];
};

/* ---- what was said ---- */

static enum outcome read_instant(struct str text, int64_t *at_us_out, struct err *err)
{
    static const struct book_calendar here = {.zone_s = CIVIL_ZONE_S};
    enum precision precision = 0;
    if (book_time_read(text, &here, at_us_out, &precision, err) != OK)
        return err_wrap(err, "'%.*s'", STR_ARG(text));
    if (precision != PRECISION_INSTANT)
        return err_set(err, REJECT, "'%.*s' has no time of day", STR_ARG(text));
    return OK;
}

static enum outcome read_limit(const char *text, struct timing *timing, struct err *err)
{
    struct limit limit;
    enum limit_fault fault = limit_parse(str_from(text), &limit);
    if (fault != LIMIT_FINE)
        return err_set(err, REJECT, "--limit '%s' %s", text, limit_fault_words(fault));
    timing->amount = limit.amount;
    timing->limit_unit = limit.unit;
    return OK;
}

static enum outcome read_pause(struct str text, struct timing_pause *pause, struct err *err)
{
    struct str to = text;
    struct str from = str_cut(&to, '/');
    pause->to_us = DEADLINE_NEVER_US;
    if (read_instant(from, &pause->from_us, err) != OK ||
        (to.len > 0 && read_instant(to, &pause->to_us, err) != OK))
        return err_wrap(err, "--pause");
    if (pause->to_us < pause->from_us)
        return err_set(err, REJECT, "--pause '%.*s' ends before it begins", STR_ARG(text));
    return OK;
}

static enum outcome read_pauses(struct work *work, struct err *err)
{
    size_t count = 0;
    for (struct str rest = str_from(work->conf.pause); rest.len > 0; count++) {
        if (count == PAUSES_MAX)
            return err_set(err, REJECT, "--pause has more than %d pauses", PAUSES_MAX);
        if (read_pause(str_cut(&rest, ','), &work->pauses[count], err) != OK)
            return err->outcome;
    }
    work->timing.pauses = work->pauses;
    work->timing.pauses_count = timing_pauses_unite(work->pauses, count);
    return OK;
}

/* ---- a policy ---- */

static enum outcome read_word(const char *option, const char *text,
                              const struct listing_word *words, int *value_out, struct err *err)
{
    size_t place = listing_word_find(words, str_from(text));
    if (words[place].word == NULL)
        return err_set(err, REJECT, "--%s '%s' is none there is", option, text);
    *value_out = (int) place;
    return OK;
}

static enum outcome read_query(struct work *work, struct err *err)
{
    const struct due_conf *conf = &work->conf;
    int clock = 0;
    int category = 0; /* of these lists the first is any */
    int channel = 0;
    if (read_word("clock", conf->clock, policy_clocks, &clock, err) != OK ||
        read_word("category", conf->category, policy_categories, &category, err) != OK ||
        read_word("channel", conf->channel, policy_channels, &channel, err) != OK)
        return err->outcome;
    work->query = (struct policy_query) {
        .unit = str_from(conf->unit),
        .day = civil_day_of(work->timing.start_us),
        .clock = (enum clock_kind) clock,
        .category = (enum category)(category == 0 ? 0 : category - 1),
        .channel = (enum channel) channel,
        .priority = str_from(conf->priority),
    };
    return OK;
}

/* A name alone is one of the shipped policies. */
static void policy_path(const char *name, char path_out[PATH_MAX_BYTES])
{
    bool is_path = strchr(name, '/') != NULL || strchr(name, '.') != NULL;
    (void) snprintf(path_out, PATH_MAX_BYTES, is_path ? "%s" : "schemas/policy/%s.csv", name);
}

static enum outcome ask_policy(struct work *work, struct err *err)
{
    char path[PATH_MAX_BYTES];
    policy_path(work->conf.policy, path);
    if (read_query(work, err) != OK || rules_csv_policy(&work->rules, path, err) != OK)
        return err->outcome;
    int64_t first_day = work->rules.policy.periods[0].first_day;
    if (work->query.day < first_day) /* it was named, so it is asked of any day */
        work->query.day = first_day;
    const struct policy_match match = policy_find(&work->rules.policy, &work->query);
    if (match.row == NULL || match.row->limit.unit == 0)
        return err_set(err, REJECT, "%s has no limit of clock %s for such a case", path,
                       work->conf.clock);
    work->timing.amount = match.row->limit.amount;
    work->timing.limit_unit = match.row->limit.unit;
    (void) printf("policy %.*s%s: %s, %s, basis %.*s\n", STR_ARG(match.row->preset),
                  match.is_default ? " (default row: no other matches)" : "", work->conf.clock,
                  work->conf.category, STR_ARG(match.row->basis));
    return OK;
}

/* ---- whole ---- */

static enum outcome compute(struct work *work, struct err *err)
{
    bool has_policy = work->conf.policy[0] != '\0';
    if (rules_csv_init(&work->rules, err) != OK ||
        rules_csv_calendar(&work->rules, work->conf.calendar, err) != OK ||
        (has_policy && ask_policy(work, err) != OK))
        return err->outcome;
    deadline_print(stdout, work->rules.rules.calendar, &work->timing);
    return OK;
}

static enum outcome read_all(struct work *work, int argc, char **argv, struct err *err)
{
    const struct due_conf *conf = &work->conf;
    struct conf_spec spec = due_help;
    int words = 0;
    spec.values = &work->conf;
    if (conf_read(&spec, argc - 1, argv + 1, &words, err) != OK)
        return err->outcome;
    if (words != 1)
        return err_set(err, REJECT,
                       "one time is wanted, from when it runs: 2022-09-30T10:00+08:00");
    if ((conf->limit[0] == '\0') == (conf->policy[0] == '\0'))
        return err_set(err, REJECT, "either --limit or --policy is wanted, not both");
    work->timing.unit = str_from(conf->unit);
    if (read_instant(str_from(argv[1]), &work->timing.start_us, err) != OK ||
        (conf->limit[0] != '\0' && read_limit(conf->limit, &work->timing, err) != OK))
        return err->outcome;
    return read_pauses(work, err);
}

int due_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the rules */
    struct err err;
    (void) context;
    if (read_all(&work, argc, argv, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    enum outcome outcome = compute(&work, &err);
    rules_csv_done(&work.rules);
    if (outcome == OK)
        return EXIT_DONE;
    (void) fprintf(stderr, "%s\n", err.text);
    return outcome == REJECT ? EXIT_USAGE : EXIT_FAILED;
}
