/* topics -- the verb: makes what the list names and the broker has not, and compares the rest. */
#include <string.h>

#include "admin.h"
#include "base/time.h"

enum { SENTENCE_MAX = 256, SETTLE_TRIES_MAX = 50, SETTLE_WAIT_MS = 100, KAFKA_TIMEOUT_MS = 10000 };

enum outcome admin_open_kafka(const struct admin *admin, struct kafka_admin **kafka_out,
                              struct err *err)
{
    const struct kafka_admin_options options = {
        .bootstrap_servers = admin->kafka_bootstrap_servers,
        .topic_prefix = admin->topic_prefix,
        .settings = admin->kafka.list,
        .timeout_ms = KAFKA_TIMEOUT_MS,
    };
    return kafka_admin_open(&options, kafka_out, err);
}

int topics_faults(const char *prefix, const struct kafka_topic *wanted,
                  const struct kafka_topic *found,
                  void (*say)(void *context, const char *sentence, const char *advice),
                  void *context)
{
    int faults = 0;
    char sentence[SENTENCE_MAX];
    const char *name = topic_name(wanted->topic);
    if (found->partitions == 0) {
        (void) snprintf(sentence, sizeof(sentence), "topic %s.%s does not exist", prefix, name);
        say(context, sentence, "make it with `shouwen-admin topics`");
        return 1;
    }
    if (found->partitions != wanted->partitions) {
        faults++;
        (void) snprintf(sentence, sizeof(sentence), "topic %s.%s has %d partitions instead of %d",
                        prefix, name, (int) found->partitions, (int) wanted->partitions);
        say(context, sentence,
            "a subject's partition follows from that number, so it cannot be changed: put the "
            "number it has into the list, or make the topic anew while it is empty");
    }
    if (wanted->topic < TOPICS_OF_EVENTS && !found->is_unlimited && !found->is_compacted) {
        faults++;
        (void) snprintf(sentence, sizeof(sentence), "topic %s.%s does not keep every event", prefix,
                        name);
        say(context, sentence,
            "set cleanup.policy=delete, retention.ms=-1 and retention.bytes=-1 before events are "
            "lost: the log is the truth");
    }
    if (found->is_compacted != wanted->is_compacted) {
        faults++;
        (void) snprintf(sentence, sizeof(sentence), "topic %s.%s is %scompacted", prefix, name,
                        found->is_compacted ? "" : "not ");
        say(context, sentence,
            wanted->is_compacted
                ? "set cleanup.policy=compact, or erased texts stay in the log"
                : "set cleanup.policy=delete: compaction removes all but the last record of a "
                  "case");
    }
    if (wanted->is_log_append_time && !found->is_log_append_time) {
        faults++;
        (void) snprintf(sentence, sizeof(sentence),
                        "topic %s.%s carries timestamps of whoever publishes", prefix, name);
        say(context, sentence,
            "set message.timestamp.type=LogAppendTime; records that were there before become dead "
            "letters");
    }
    return faults;
}

static void print_fault(void *context, const char *sentence, const char *advice)
{
    (void) context;
    (void) printf("WRONG %s; %s\n", sentence, advice);
}

/* A topic made a moment ago is not known to every broker at once. */
static enum outcome settle(struct kafka_admin *kafka, enum topic topic, struct err *err)
{
    for (int i = 0; i < SETTLE_TRIES_MAX; i++) {
        struct kafka_topic found = {.partitions = 0};
        if (kafka_admin_describe(kafka, topic, &found, err) != OK)
            return err->outcome;
        if (found.partitions > 0)
            return OK;
        time_pause_ms(SETTLE_WAIT_MS);
    }
    return err_set(err, RETRY, "topic %s was made, but the broker does not show it",
                   topic_name(topic));
}

static enum outcome make(struct kafka_admin *kafka, const char *prefix,
                         const struct topics_file_line *line, struct err *err)
{
    bool existed = false;
    if (kafka_admin_create(kafka, &line->wanted, line->settings, &existed, err) != OK)
        return err->outcome;
    if (existed) /* somebody else was quicker; it is compared the next time */
        return OK;
    if (settle(kafka, line->wanted.topic, err) != OK)
        return err->outcome;
    (void) printf("made %s.%s with %d partitions\n", prefix, topic_name(line->wanted.topic),
                  (int) line->wanted.partitions);
    return OK;
}

static enum outcome see_to(struct kafka_admin *kafka, const char *prefix,
                           const struct topics_file_line *line, int *faults, struct err *err)
{
    struct kafka_topic found = {.partitions = 0};
    if (kafka_admin_describe(kafka, line->wanted.topic, &found, err) != OK)
        return err->outcome;
    if (found.partitions == 0)
        return make(kafka, prefix, line, err);
    *faults += topics_faults(prefix, &line->wanted, &found, print_fault, NULL);
    if (found.replicas != line->wanted.replicas)
        (void) printf("topic %s.%s has %d replicas, the list says %d\n", prefix,
                      topic_name(line->wanted.topic), (int) found.replicas,
                      (int) line->wanted.replicas);
    return OK;
}

static enum outcome see_to_all(const struct admin *admin, const struct topics_file *file,
                               int *faults_out, struct err *err)
{
    struct kafka_admin *kafka = NULL;
    int faults = 0;
    if (admin_open_kafka(admin, &kafka, err) != OK)
        return err->outcome;
    enum outcome outcome = OK;
    for (enum topic topic = 0; topic < TOPICS_COUNT && outcome == OK; topic++)
        outcome = see_to(kafka, admin->topic_prefix, &file->lines[topic], &faults, err);
    kafka_admin_close(kafka);
    *faults_out = faults;
    return outcome;
}

int admin_topics(int argc, char **argv, void *context)
{
    static struct topics_file file;
    struct admin *admin = context;
    struct err err;
    int words = 0;
    int faults = 0;
    int code = admin_begin(admin, argc, argv, &words);
    if (code != EXIT_DONE)
        return code;
    if (words > 0) {
        (void) fprintf(stderr, "shouwen-admin topics: takes options only\n");
        return EXIT_USAGE;
    }
    if (admin_read_topics(admin, &file, &err) != OK ||
        see_to_all(admin, &file, &faults, &err) != OK)
        return admin_failed(argv[0], &err);
    if (faults > 0) {
        (void) printf("%d things are wrong; no consumer starts until they are right\n", faults);
        return EXIT_FAILED;
    }
    (void) printf("all %d topics are as the list says\n", TOPICS_COUNT);
    return EXIT_DONE;
}
