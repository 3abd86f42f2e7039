/* doctor_stream -- is Kafka there, are its topics fit, and do the consumers keep up? */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "sql.h"

/* ---- topics ---- */

void doctor_broker(struct doctor *doctor)
{
    struct err err;
    if (admin_open_kafka(doctor->admin, &doctor->kafka, &err) == OK &&
        kafka_admin_describe(doctor->kafka, TOPIC_INQUIRY, &doctor->found[TOPIC_INQUIRY], &err) ==
            OK) {
        doctor_fine(doctor, "Kafka answers at %s", doctor->admin->kafka_bootstrap_servers);
        return;
    }
    doctor_wrong(doctor, "see that the brokers run and that kafka_bootstrap_servers names them",
                 "Kafka does not answer at %s: %s", doctor->admin->kafka_bootstrap_servers,
                 err.text);
    if (doctor->kafka != NULL)
        kafka_admin_close(doctor->kafka);
    doctor->kafka = NULL;
}

static void say_fault(void *context, const char *sentence, const char *advice)
{
    struct doctor *doctor = context;
    doctor_wrong(doctor, advice, "%s", sentence);
}

/* Without the list, what holds in every installation: event topics share their count. */
static void want_whatever(const struct doctor *doctor, struct topics_file *file)
{
    for (enum topic topic = 0; topic < TOPICS_COUNT; topic++) {
        bool is_shared = topic < TOPICS_OF_EVENTS || topic == TOPIC_ALERT;
        int32_t own = doctor->found[topic].partitions;
        int32_t first = doctor->found[TOPIC_INQUIRY].partitions;
        file->lines[topic].wanted = (struct kafka_topic) {
            .topic = topic,
            .partitions = is_shared && first > 0 ? first : own,
            .is_compacted = topic == TOPIC_CITIZEN,
            .is_log_append_time = topic < TOPICS_OF_EVENTS,
        };
    }
}

void doctor_topics(struct doctor *doctor)
{
    static struct topics_file file;
    struct err err;
    int faults = 0;
    if (doctor->kafka == NULL)
        return;
    for (enum topic topic = 0; topic < TOPICS_COUNT; topic++)
        if (kafka_admin_describe(doctor->kafka, topic, &doctor->found[topic], &err) != OK) {
            doctor_blind(doctor, "a topic", &err);
            return;
        }
    if (admin_read_topics(doctor->admin, &file, &err) != OK) {
        doctor_note(doctor, "topics are not compared with a list: %s", err.text);
        want_whatever(doctor, &file);
    }
    for (enum topic topic = 0; topic < TOPICS_COUNT; topic++)
        faults += topics_faults(doctor->admin->topic_prefix, &file.lines[topic].wanted,
                                &doctor->found[topic], say_fault, doctor);
    if (faults == 0)
        doctor_fine(doctor, "all %d topics are there and fit", TOPICS_COUNT);
}

/* ---- progress ---- */

/* The columns of doctor_offsets.sql. */
enum {
    COLUMN_PROJECTION,
    COLUMN_TOPIC,
    COLUMN_PARTITION,
    COLUMN_NEXT_OFFSET,
    COLUMN_OWNER,
    COLUMN_IS_ALIVE,
};

/* One projection, over all its partitions. */
struct progress {
    struct str projection;
    int64_t waiting;
    int64_t places; /* topics times partitions */
    int64_t dead_places;
    int64_t dead_waiting;
    struct str dead_owner;
    bool is_readable; /* false: something was said already */
};

static void judge_place(struct doctor *doctor, const struct pg_rows *rows, size_t row,
                        struct progress *progress)
{
    enum topic topic = TOPICS_COUNT;
    struct str name = pg_rows_text(rows, row, COLUMN_TOPIC);
    int32_t partition = (int32_t) pg_rows_bigint(rows, row, COLUMN_PARTITION);
    int64_t next = pg_rows_bigint(rows, row, COLUMN_NEXT_OFFSET);
    struct kafka_watermarks mark = {.low = 0};
    struct err err;
    if (!admin_topic_find(doctor->admin, name, &topic) ||
        doctor->found[topic].partitions <= partition)
        return; /* a topic that is missing or too small was said before */
    if (kafka_admin_watermarks(doctor->kafka, topic, partition, &mark, &err) != OK) {
        if (progress->is_readable)
            doctor_blind(doctor, "how far a topic goes", &err);
        progress->is_readable = false;
        return;
    }
    if (next > mark.high)
        doctor_wrong(doctor,
                     "the topic was truncated or made anew: bring its log back, or publish it "
                     "again and let the projection begin again",
                     "%.*s has read %.*s[%" PRId32 "] to %" PRId64 ", but it ends at %" PRId64,
                     STR_ARG(progress->projection), STR_ARG(name), partition, next, mark.high);
    if (next < mark.low && topic < TOPICS_OF_EVENTS)
        doctor_wrong(doctor, "records were deleted before they were read: bring them back",
                     "%.*s wants %.*s[%" PRId32 "] from %" PRId64 ", but it begins at %" PRId64,
                     STR_ARG(progress->projection), STR_ARG(name), partition, next, mark.low);
    int64_t waiting = next < mark.high ? mark.high - (next > mark.low ? next : mark.low) : 0;
    progress->places++;
    progress->waiting += waiting;
    if (!pg_rows_boolean(rows, row, COLUMN_IS_ALIVE)) {
        progress->dead_places++;
        progress->dead_waiting += waiting;
        progress->dead_owner = pg_rows_text(rows, row, COLUMN_OWNER);
    }
}

static void judge_progress(struct doctor *doctor, const struct progress *progress)
{
    const struct str name = progress->projection;
    if (progress->dead_waiting > 0)
        doctor_wrong(doctor, "start its consumer",
                     "%.*s has %" PRId64 " records waiting that nobody reads; the last owner was "
                     "%.*s",
                     STR_ARG(name), progress->dead_waiting, STR_ARG(progress->dead_owner));
    else if (progress->dead_places == progress->places)
        doctor_note(doctor, "%.*s has read everything, and does not run", STR_ARG(name));
    else if (progress->dead_places > 0)
        doctor_note(doctor, "%.*s has read everything; some partitions have no reader now",
                    STR_ARG(name));
    else
        doctor_fine(doctor, "%.*s runs, %" PRId64 " records behind", STR_ARG(name),
                    progress->waiting);
}

void doctor_progress(struct doctor *doctor)
{
    struct pg_rows rows;
    if (!doctor->has_schema || doctor->kafka == NULL ||
        !doctor_ask(doctor, "the progress of consumers", SQL_DOCTOR_OFFSETS, &rows))
        return;
    if (rows.count == 0)
        doctor_note(doctor, "no consumer has run yet");
    for (size_t i = 0; i < rows.count;) {
        struct progress progress = {.projection = pg_rows_text(&rows, i, COLUMN_PROJECTION),
                                    .is_readable = true};
        for (; i < rows.count &&
               str_eq(pg_rows_text(&rows, i, COLUMN_PROJECTION), progress.projection);
             i++)
            judge_place(doctor, &rows, i, &progress);
        if (progress.is_readable)
            judge_progress(doctor, &progress);
    }
    pg_rows_done(&rows);
}

/* ---- what is set aside ---- */

void doctor_outbox(struct doctor *doctor)
{
    struct pg_rows rows;
    if (!doctor->has_schema || !doctor_ask(doctor, "the outbox", SQL_DOCTOR_OUTBOX, &rows))
        return;
    for (size_t i = 0; i < rows.count; i++)
        doctor_wrong(doctor, "see that its consumer runs and may write to the topic",
                     "%.*s has %" PRId64 " messages unpublished, the oldest for %" PRId64 " s",
                     STR_ARG(pg_rows_text(&rows, i, 0)), pg_rows_bigint(&rows, i, 1),
                     pg_rows_bigint(&rows, i, 2));
    pg_rows_done(&rows);
}

void doctor_letters(struct doctor *doctor)
{
    struct pg_rows rows;
    if (!doctor->has_schema || !doctor_ask(doctor, "dead letters", SQL_DOCTOR_LETTERS, &rows))
        return;
    for (size_t i = 0; i < rows.count; i++)
        doctor_note(doctor,
                    "%.*s set %" PRId64 " events aside within a day, reason %.*s: "
                    "`shouwen-admin letters --projection %.*s --reason %.*s`",
                    STR_ARG(pg_rows_text(&rows, i, 0)), pg_rows_bigint(&rows, i, 2),
                    STR_ARG(pg_rows_text(&rows, i, 1)), STR_ARG(pg_rows_text(&rows, i, 0)),
                    STR_ARG(pg_rows_text(&rows, i, 1)));
    if (rows.count == 0)
        doctor_fine(doctor, "no event was set aside within a day");
    pg_rows_done(&rows);
}
