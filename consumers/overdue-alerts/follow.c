/* follow -- see follow.h. */
#include "follow.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/stop.h"
#include "office/alert_print.h"
#include "office/policy_lines.h"
#include "run/consumer.h"
#include "run/follower.h"
#include "run/log.h"
#include "run/recent_ids.h"
#include "wire/alert_codec.h"
#include "wire/text.h"

enum {
    ARENA_BYTES = 2 * ALERT_MEMORY_MAX,
    OLD_MAX = 1000,    /* alerts of a partition that are looked at again, for repeats of them */
    IDS_MAX = 1 << 17, /* that are remembered */
    COMMIT_MS = 1000,  /* a broker that does not answer is asked again, with the next alerts … */
    LAST_COMMIT_MS = 5000, /* … and in the end for so long */
};

struct follow_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "follow.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct follow_conf, name), fallback, min, max, help},
#include "follow.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct follow_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec follow_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct follow_conf conf;
    struct alert_filter filter;
    char group[2 * CONF_TEXT_MAX];
    struct arena arena; /* of one alert */
    struct recent_ids ids;
    struct follower *follower;
};

/* ---- what was said ---- */

static enum outcome read_unit(const char *option, const char *text, struct err *err)
{
    enum text_fault fault = text_check(str_from(text), TEXT_CODE);
    if (fault != TEXT_FINE)
        return err_set(err, REJECT, "--%s is no unit's code: it %s", option,
                       text_fault_words(fault));
    return OK;
}

static enum outcome read_level(const char *text, enum rung_level *level_out, struct err *err)
{
    size_t place = listing_word_find(policy_levels, str_from(text));
    if (policy_levels[place].word == NULL)
        return err_set(err, REJECT, "--level '%s' is none of yellow, red, urge, notice", text);
    *level_out = (enum rung_level) place;
    return OK;
}

/* Whoever asks for something else is another reader. */
static void name_group(struct work *work)
{
    const struct follow_conf *conf = &work->conf;
    bool has_unit = work->filter.unit.len > 0;
    if (conf->group[0] != '\0')
        (void) snprintf(work->group, sizeof(work->group), "%s", conf->group);
    else
        (void) snprintf(work->group, sizeof(work->group), "%s.follow%s%s",
                        conf->consumer.topic_prefix,
                        !has_unit               ? ""
                        : work->filter.is_under ? ".under."
                                                : ".unit.",
                        has_unit ? work->filter.unit.ptr : "");
}

static enum outcome read_options(struct work *work, struct err *err)
{
    const struct follow_conf *conf = &work->conf;
    if (conf->unit[0] != '\0' && conf->under[0] != '\0')
        return err_set(err, REJECT, "either --unit or --under is wanted, not both");
    if (read_unit("unit", conf->unit, err) != OK || read_unit("under", conf->under, err) != OK ||
        read_level(conf->level, &work->filter.level, err) != OK)
        return err->outcome;
    work->filter.is_under = conf->under[0] != '\0';
    work->filter.unit = str_from(work->filter.is_under ? conf->under : conf->unit);
    name_group(work);
    return OK;
}

/* ---- alerts ---- */

static enum outcome print(struct work *work, const struct alert *alert, struct err *err)
{
    struct str json = {0};
    if (!work->conf.json) {
        alert_print(stdout, alert);
        return OK;
    }
    if (alert_to_json(alert, &work->arena, &json, err) != OK)
        return err->outcome;
    (void) printf("%.*s\n", STR_ARG(json));
    return OK;
}

static enum outcome take(void *context, const struct record *record, bool is_old, struct err *err)
{
    struct work *work = context;
    struct alert alert;
    bool was_in = false;
    arena_reset(&work->arena);
    enum outcome outcome = alert_unpack(record->payload, &work->arena, &alert, err);
    if (outcome == REJECT) {
        log_line(LOG_WARN, "left out what is no alert",
                 "partition=%" PRId32 " offset=%" PRId64 " reason=%s text=\"%s\"",
                 record->partition, record->offset, reason_name(err->reason), err->text);
        return OK;
    }
    if (outcome == OK)
        outcome = recent_ids_add(&work->ids, &alert.id, &was_in, err);
    if (outcome != OK || was_in || is_old || !alert_passes(&alert, &work->filter))
        return outcome;
    return print(work, &alert, err);
}

/* Safe is what has left this process; then how far it came may be kept. */
static enum outcome keep(struct work *work, int wait_ms_max, struct err *err)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0)
        return err_set(err, FATAL, "cannot write: %s", strerror(errno));
    return follower_commit(work->follower, wait_ms_max, err);
}

static enum outcome follow(struct work *work, struct err *err)
{
    const struct follower_options options = {
        .bootstrap_servers = work->conf.consumer.kafka_bootstrap_servers,
        .topic_prefix = work->conf.consumer.topic_prefix,
        .group = work->group,
        .settings = work->conf.consumer.kafka.list,
        .topic = TOPIC_ALERT,
        .from_beginning = work->conf.from_beginning,
        .old_max = OLD_MAX,
    };
    const struct follower_sink sink = {.context = work, .take = take};
    enum outcome outcome = arena_init(&work->arena, ARENA_BYTES, err);
    if (outcome == OK)
        outcome = follower_open(&options, &work->follower, err);
    bool is_over = false;
    while (outcome == OK && !is_over && !stop_requested()) {
        outcome = follower_read(work->follower, &sink, err);
        if (outcome == OK)
            outcome = keep(work, COMMIT_MS, err);
        if (outcome == RETRY) /* it is tried again */
            outcome = OK;
        is_over = work->conf.consumer.until_caught_up && follower_is_caught_up(work->follower);
    }
    if (outcome == OK)
        outcome = keep(work, LAST_COMMIT_MS, err);
    return outcome;
}

int follow_verb(int argc, char **argv, void *context)
{
    static struct work work = {.ids = {.max = IDS_MAX}}; /* large: the settings */
    struct consumer *consumer = context;
    const struct conf_spec spec = consumer_conf_spec_of(&follow_help, &work.conf.consumer);
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings_of(consumer, &spec, argc, argv, &exit_code))
        return exit_code;
    if (read_options(&work, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    enum outcome outcome = stop_on_signals(&err);
    if (outcome == OK)
        outcome = follow(&work, &err);
    follower_close(work.follower);
    recent_ids_done(&work.ids);
    arena_done(&work.arena);
    if (outcome == OK)
        return EXIT_DONE;
    if (outcome == RETRY) { /* the last alerts are told again the next time */
        log_err(LOG_WARN, "could not keep how far it came", &err);
        return EXIT_DONE;
    }
    return consumer_failed("follow", &err);
}
