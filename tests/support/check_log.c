/* check_log -- see check.h: reading the log, and whose each record is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/plain_log.h"
#include "support/tool.h"

enum { EVENT_MEMORY_BYTES = 2 << 20 };

static void take_record(void *context, enum topic topic, const rd_kafka_message_t *message)
{
    struct check *check = context;
    rd_kafka_timestamp_type_t type;
    int64_t timestamp_ms = rd_kafka_message_timestamp(message, &type);
    check->records = tool_grow(check->records, check->records_count, &check->records_capacity,
                               sizeof(check->records[0]));
    check->records[check->records_count++] = (struct check_record) {
        .record =
            {
                .topic = topic,
                .partition = message->partition,
                .offset = message->offset,
                .timestamp_us = timestamp_ms * 1000,
                .is_log_append_time = type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME,
                .key = tool_keep((struct str) {.ptr = message->key, .len = message->key_len}),
                .payload = tool_keep((struct str) {.ptr = message->payload, .len = message->len}),
            },
    };
}

static void header_text(const rd_kafka_headers_t *headers, const char *name, char text_out[64])
{
    const void *value = NULL;
    size_t len = 0;
    text_out[0] = '\0';
    if (headers != NULL &&
        rd_kafka_header_get_last(headers, name, &value, &len) == RD_KAFKA_RESP_ERR_NO_ERROR)
        (void) snprintf(text_out, 64, "%.*s", (int) len, (const char *) value);
}

static void take_letter(struct check *check, const rd_kafka_message_t *message)
{
    rd_kafka_headers_t *headers = NULL;
    char texts[6][64];
    char place[6 * 64];
    static const char *const names[] = {"projection", "topic",    "partition",
                                        "offset",     "event_id", "is_personal"};
    (void) rd_kafka_message_headers(message, &headers);
    for (size_t i = 0; i < 6; i++)
        header_text(headers, names[i], texts[i]);
    (void) snprintf(place, sizeof(place), "%s/%s/%s/%s/%s", texts[0], texts[1], texts[2], texts[3],
                    texts[4]);
    if (strcmp(texts[5], "true") == 0 && message->len + message->key_len > 0)
        check_broken(check, "I11", "the relayed letter %s has %zu bytes that may be personal",
                     place, message->len + message->key_len);
    check->relayed = tool_grow(check->relayed, check->relayed_count, &check->relayed_capacity,
                               sizeof(check->relayed[0]));
    check->relayed[check->relayed_count++] = tool_keep(str_from(place));
}

static void take_any(void *context, enum topic topic, const rd_kafka_message_t *message)
{
    if (topic == TOPIC_DEADLETTER)
        take_letter(context, message);
    else
        take_record(context, topic, message);
}

/* Who the record tells of; asked once, each time with an empty arena. */
static void judge(struct check_record *record, struct arena *arena)
{
    struct event event;
    struct err err = {.outcome = OK};
    arena_reset(arena);
    switch (event_decode(&record->record, arena, &event, &err)) {
    case OK:
        record->is_event = true;
        record->subject = event.subject;
        return;
    case REJECT:
        record->reason = err.reason;
        return;
    case RETRY:
    case FENCED:
    case FATAL:
        tool_die("decode %s[%d] @%lld: %s", topic_name(record->record.topic),
                 (int) record->record.partition, (long long) record->record.offset, err.text);
    }
}

static int compare_places(const struct record *a, const struct record *b)
{
    if (a->topic != b->topic)
        return a->topic < b->topic ? -1 : 1;
    if (a->partition != b->partition)
        return a->partition < b->partition ? -1 : 1;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

static int compare_records(const void *a, const void *b)
{
    const struct check_record *left = a;
    const struct check_record *right = b;
    if (left->is_event != right->is_event)
        return left->is_event ? 1 : -1;
    int order = left->is_event ? uuid_compare(&left->subject, &right->subject) : 0;
    return order != 0 ? order : compare_places(&left->record, &right->record);
}

static int compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *) a, *(const struct str *) b);
}

void check_log_read(struct check *check)
{
    struct plain_log log = plain_log_open(check->bootstrap_servers, check->prefix);
    struct arena arena = tool_arena(EVENT_MEMORY_BYTES);
    plain_log_read(&log, ((1U << TOPICS_OF_EVENTS) - 1) | 1U << TOPIC_DEADLETTER, take_any, check);
    plain_log_close(&log);
    for (size_t i = 0; i < check->records_count; i++)
        judge(&check->records[i], &arena);
    arena_done(&arena);
    if (check->records_count > 0)
        qsort(check->records, check->records_count, sizeof(check->records[0]), compare_records);
    if (check->relayed_count > 0)
        qsort(check->relayed, check->relayed_count, sizeof(check->relayed[0]), compare_texts);
}

struct event *check_log_event(struct check *check, const struct check_record *record)
{
    struct err err;
    struct event *event = arena_alloc(&check->arena, sizeof(*event));
    if (event == NULL || event_decode(&record->record, &check->arena, event, &err) != OK)
        tool_die("an event cannot be decoded a second time");
    return event;
}
