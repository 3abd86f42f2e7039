/* consumer -- see consumer.h and projection.h. */
#include "run/consumer.h"

#include <stdio.h>
#include <string.h>

#include "io/kafka_admin.h"
#include "run/generation.h"
#include "run/log.h"
#include "run/tick.h"

static const struct verb common_verbs[] = {
    {"run", "[--until-caught-up]", "project events into the tables, until asked to stop", run_verb},
    {"rebuild", "[--discard]",
     "fill new tables from the log beside the live ones, then put them in their place",
     rebuild_verb},
    {"verify", "", "compare the tables with what the log gives, and name the first differences",
     verify_verb},
    {"digest", "", "print one line a table that is equal exactly when the contents are",
     digest_verb},
    {"rows", "[RULES] < EVENTS.ndjson",
     "print the rows that these events give; needs no server; RULES is a folder of calendar and "
     "policies, where rows follow from them",
     rows_verb},
    {NULL, NULL, NULL, NULL},
};

static void name_after_projection(struct consumer *consumer)
{
    const char *name = consumer->projection->name;
    (void) snprintf(consumer->group, sizeof(consumer->group), "%.64s.%.40s",
                    consumer->conf.topic_prefix, name);
    if (consumer->conf.pg_user[0] != '\0')
        (void) snprintf(consumer->pg_user, sizeof(consumer->pg_user), "%.100s",
                        consumer->conf.pg_user);
    else
        (void) snprintf(consumer->pg_user, sizeof(consumer->pg_user), "shouwen_%.100s", name);
}

/* Read the settings; at most `rest_max` words may be left. */
static enum outcome read_settings(const struct conf_spec *spec, int argc, char **argv, int rest_max,
                                  struct err *err)
{
    const struct consumer_conf *conf = spec->values;
    int rest = 0;
    if (conf_read(spec, argc - 1, argv + 1, &rest, err) != OK)
        return err->outcome;
    if (rest > rest_max)
        return err_set(err, FATAL, "\"%s\" is more than this verb takes", argv[1 + rest_max]);
    return log_level_choose(conf->log_level, err);
}

bool consumer_settings(struct consumer *consumer, int argc, char **argv, int rest_max,
                       int *exit_out)
{
    const struct conf_spec spec = consumer_conf_spec(&consumer->conf);
    struct err err;
    if (read_settings(&spec, argc, argv, rest_max, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        *exit_out = EXIT_USAGE;
        return false;
    }
    name_after_projection(consumer);
    return true;
}

const char *consumer_word(int argc, char **argv)
{
    return argc > 1 && argv[1][0] != '-' ? argv[1] : NULL;
}

bool consumer_settings_of(struct consumer *consumer, const struct conf_spec *spec, int argc,
                          char **argv, int *exit_out)
{
    struct err err;
    if (read_settings(spec, argc, argv, 0, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        *exit_out = EXIT_USAGE;
        return false;
    }
    memcpy(&consumer->conf, spec->values, sizeof(consumer->conf));
    name_after_projection(consumer);
    return true;
}

int consumer_failed(const char *what, const struct err *err)
{
    log_err(LOG_ERROR, what, err);
    return EXIT_FAILED;
}

enum outcome consumer_open_as(const struct consumer *consumer, const char *user,
                              struct generation *live_out, struct pg **pg_out, struct err *err)
{
    const char *name = consumer->projection->name;
    char search_path[GENERATION_PATH_MAX];
    struct pg_options options = {
        .conninfo = consumer->conf.pg_conninfo,
        .user = user,
        .application_name = name,
    };
    struct pg *pg = NULL;
    if (pg_open(&options, &pg, err) != OK)
        return err->outcome;
    enum outcome outcome = generation_find(pg, name, &live_out->number, &live_out->version, err);
    pg_close(pg);
    if (outcome != OK)
        return outcome;
    if (live_out->number == 0)
        return err_set(err, FATAL, "there are no tables of %s: run shouwen-admin migrate", name);
    generation_search_path(name, live_out->number, search_path);
    options.search_path = search_path;
    return pg_open(&options, pg_out, err);
}

enum outcome consumer_open(const struct consumer *consumer, struct pg **pg_out, struct err *err)
{
    struct generation live;
    return consumer_open_as(consumer, consumer->pg_user, &live, pg_out, err);
}

static enum outcome open_admin(const struct consumer *consumer, struct kafka_admin **admin_out,
                               struct err *err)
{
    const struct kafka_admin_options options = {
        .bootstrap_servers = consumer->conf.kafka_bootstrap_servers,
        .topic_prefix = consumer->conf.topic_prefix,
        .settings = consumer->conf.kafka.list,
    };
    return kafka_admin_open(&options, admin_out, err);
}

enum outcome consumer_check_topics(struct consumer *consumer, struct err *err)
{
    struct kafka_admin *admin = NULL;
    if (open_admin(consumer, &admin, err) != OK)
        return err->outcome;
    enum outcome outcome =
        kafka_admin_check(admin, consumer->projection->topics, &consumer->partitions_count, err);
    kafka_admin_close(admin);
    return outcome == OK ? OK : err_wrap(err, "topics");
}

enum outcome consumer_check_told(struct consumer *consumer, struct err *err)
{
    const struct ticker *ticker = consumer->projection->ticker;
    struct kafka_admin *admin = NULL;
    if (ticker == NULL)
        return OK;
    if (open_admin(consumer, &admin, err) != OK)
        return err->outcome;
    enum outcome outcome =
        kafka_admin_check_count(admin, ticker->topic, consumer->partitions_count, err);
    kafka_admin_close(admin);
    return outcome == OK ? OK : err_wrap(err, "topics");
}

int consumer_main(int argc, char **argv, const struct projection *projection)
{
    static struct consumer consumer; /* large: the settings */
    consumer.projection = projection;
    const struct verb *const lists[] = {common_verbs, projection->verbs, NULL};
    char name[128];
    (void) snprintf(name, sizeof(name), "shouwen-%.100s", projection->name);
    for (char *at = name; *at != '\0'; at++)
        if (*at == '_')
            *at = '-';
    const struct conf_spec spec = consumer_conf_spec(&consumer.conf);
    const struct verb_program program = {
        .name = name,
        .help = projection->help,
        .lists = lists,
        .context = &consumer,
        .settings = &spec,
        .options = projection->options,
    };
    return verb_main(argc, argv, &program);
}
