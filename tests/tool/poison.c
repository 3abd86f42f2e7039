/*
 * poison -- publishes bad records by name, and says what must become of each.
 *
 *   poison [NAME...]     without names all of them
 *
 * A line each: "NAME TOPIC PARTITION OFFSET REASON"; the reason is the dead letter's, "none" when
 * the record is good.  Each is of a case of its own, source "poison" and number NAME.  "crowded" is
 * 10,001 events of one case, the last of which has no room; its line is of that last record.
 */
#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>

#include "core/case_file.h"
#include "support/flood.h"
#include "support/tool.h"

enum {
    RECORD_BYTES = 1 << 20,
    LONG_TEXT_BYTES = 65537,
    MEMORY_BYTES = 32 << 20,
    ANSWER_MS = 60000,
    DAY_S = 86400,
};
#define SECOND_US INT64_C(1000000)
static const int64_t AT_US = INT64_C(1717300000) * SECOND_US; /* a day in June 2024 */

struct poison {
    const char *name;
    const char *reason;
    void (*make)(struct flood_item *item, struct arena *arena, struct event *event);
};

/* ---- records that are spoilt as bytes ---- */

static void make_good(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
}

static void make_empty(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
    item->payload = STR("");
}

static void make_tombstone(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
    item->payload = (struct str) {0};
}

static void append(struct flood_item *item, const char *bytes, size_t len)
{
    char *longer = tool_alloc(item->payload.len + len);
    memcpy(longer, item->payload.ptr, item->payload.len);
    memcpy(longer + item->payload.len, bytes, len);
    item->payload = (struct str) {longer, item->payload.len + len};
}

static void make_field_zero(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
    append(item, "\x02\x00", 2);
}

static void make_truncated(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
    item->payload.len -= 3;
}

static void make_noise(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
    item->payload = STR("\xff\xfe\xfd\xfc\xfb\xfa\xf9");
}

static void make_wrong_key(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
    item->key = STR("6f0c3a10-5e0b-5c5e-9d3a-7b21e488a1ff");
}

static void make_no_key(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
    item->key = (struct str) {0};
}

static void make_other_topic(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
    item->topic = TOPIC_RATING;
}

/* A kind of the year to come: field 15, empty. */
static void make_unknown_kind(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
    size_t header_bytes = 2 + (size_t) (unsigned char) item->payload.ptr[1];
    if ((item->payload.ptr[1] & 0x80) != 0)
        header_bytes = 3 + ((size_t) (item->payload.ptr[1] & 0x7F) |
                            (size_t) (unsigned char) item->payload.ptr[2] << 7);
    item->payload.len = header_bytes;
    append(item, "\x7a\x00", 2);
}

static void make_bad_utf8(struct flood_item *item, struct arena *arena, struct event *event)
{
    event->actor = STR("P\xc3\x28");
    *item = flood_item_of(event, arena);
}

static void make_framed_oddly(struct flood_item *item, struct arena *arena, struct event *event)
{
    *item = flood_item_of(event, arena);
    struct str whole = item->payload;
    char *framed = tool_alloc(whole.len + 7);
    memcpy(framed, "\x00\x00\x00\x00\x07\x02\x12", 7); /* message index 9: there is none */
    memcpy(framed + 7, whole.ptr, whole.len);
    item->payload = (struct str) {framed, whole.len + 7};
}

/* ---- events that no source may say ---- */

static struct str text_of(size_t len)
{
    char *text = tool_alloc(len);
    memset(text, 'x', len);
    return (struct str) {text, len};
}

static void make_long_text(struct flood_item *item, struct arena *arena, struct event *event)
{
    event->source_ref = text_of(LONG_TEXT_BYTES);
    *item = flood_item_of(event, arena);
}

static void make_one_mebibyte(struct flood_item *item, struct arena *arena, struct event *event)
{
    event->source_ref = text_of(RECORD_BYTES / 2); /* its length takes as many bytes as the real */
    *item = flood_item_of(event, arena);
    event->source_ref = text_of(RECORD_BYTES / 2 + (RECORD_BYTES - item->payload.len));
    *item = flood_item_of(event, arena);
    if (item->payload.len != RECORD_BYTES)
        tool_die("the record of 1 MiB has %zu bytes", item->payload.len);
}

static void make_unknown_value(struct flood_item *item, struct arena *arena, struct event *event)
{
    event->accepted.channel = (enum channel) 99;
    *item = flood_item_of(event, arena);
}

static void make_year_1970(struct flood_item *item, struct arena *arena, struct event *event)
{
    event->occurred_at_us = DAY_S * SECOND_US;
    *item = flood_item_of(event, arena);
}

static void make_year_9999(struct flood_item *item, struct arena *arena, struct event *event)
{
    event->occurred_at_us = INT64_C(253370764800) * SECOND_US;
    *item = flood_item_of(event, arena);
}

static void make_missing(struct flood_item *item, struct arena *arena, struct event *event)
{
    event->accepted.unit = (struct str) {0};
    *item = flood_item_of(event, arena);
}

static void make_wrong_subject(struct flood_item *item, struct arena *arena, struct event *event)
{
    event->case_number = STR("another");
    *item = flood_item_of(event, arena);
}

/* One id, two contents: "smaller" is the earlier, which stays wherever it comes. */
static void make_smaller(struct flood_item *item, struct arena *arena, struct event *event)
{
    event->occurred_at_us -= DAY_S * SECOND_US;
    *item = flood_item_of(event, arena);
}

static const struct poison poisons[] = {
    {"good", "none", make_good},
    {"empty", "empty", make_empty},
    {"tombstone", "empty", make_tombstone},
    {"field_zero", "malformed", make_field_zero},
    {"truncated", "malformed", make_truncated},
    {"noise", "malformed", make_noise},
    {"framed_oddly", "malformed", make_framed_oddly},
    {"long_text", "length", make_long_text},
    {"one_mebibyte", "too_large", make_one_mebibyte},
    {"wrong_key", "key", make_wrong_key},
    {"no_key", "key", make_no_key},
    {"other_topic", "wrong_topic", make_other_topic},
    {"unknown_value", "unknown_value", make_unknown_value},
    {"unknown_kind", "unknown_kind", make_unknown_kind},
    {"bad_utf8", "encoding", make_bad_utf8},
    {"year_1970", "time", make_year_1970},
    {"year_9999", "time", make_year_9999},
    {"missing", "missing", make_missing},
    {"wrong_subject", "subject", make_wrong_subject},
};
enum { POISONS_COUNT = sizeof(poisons) / sizeof(poisons[0]) };

/* ---- publishing, one after the other ---- */

struct place {
    int32_t partition;
    int64_t offset;
};

static void delivered(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque)
{
    struct place *place = message->_private;
    (void) rk;
    (void) opaque;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("%s: %s", rd_kafka_topic_name(message->rkt), rd_kafka_err2str(message->err));
    *place = (struct place) {message->partition, message->offset};
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
    char message[256];
    if (rd_kafka_conf_set(conf, name, value, message, sizeof(message)) != RD_KAFKA_CONF_OK)
        tool_die("%s", message);
}

static rd_kafka_t *open_producer(void)
{
    char message[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", tool_env("SHOUWEN_KAFKA_BOOTSTRAP_SERVERS"));
    set(conf, "partitioner", "murmur2_random");
    set(conf, "message.max.bytes", "10000000");
    set(conf, "enable.idempotence", "true");
    set(conf, "linger.ms", "0");
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, message, sizeof(message));
    if (rk == NULL)
        tool_die("%s", message);
    return rk;
}

static void put(rd_kafka_t *rk, const struct flood_item *item, struct place *place)
{
    char topic[256];
    (void) snprintf(topic, sizeof(topic), "shouwen.%s", topic_name(item->topic));
    const rd_kafka_vu_t fields[] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = topic},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = place},
        {.vtype = RD_KAFKA_VTYPE_KEY,
         .u.mem = {.ptr = (void *) (uintptr_t) item->key.ptr, .size = item->key.len}},
        {.vtype = RD_KAFKA_VTYPE_VALUE,
         .u.mem = {.ptr = (void *) (uintptr_t) item->payload.ptr, .size = item->payload.len}},
    };
    rd_kafka_error_t *error = rd_kafka_produceva(rk, fields, 5);
    if (error != NULL)
        tool_die("%s", rd_kafka_error_string(error));
}

static void publish(rd_kafka_t *rk, const char *name, const struct flood_item *item,
                    const char *reason)
{
    struct place place = {-1, -1};
    put(rk, item, &place);
    if (rd_kafka_flush(rk, ANSWER_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("%s does not arrive", name);
    (void) printf("%s shouwen.%s %" PRId32 " %" PRId64 " %s\n", name, topic_name(item->topic),
                  place.partition, place.offset, reason);
    (void) fflush(stdout);
}

static struct uuid id_of(const char *name, uint64_t number)
{
    char text[32];
    (void) snprintf(text, sizeof(text), "%" PRIu64, number);
    const struct str parts[] = {STR("poison"), str_from(name), STR("accepted"), str_from(text)};
    return uuid_v5(&uuid_namespace_event, parts, 4);
}

/* An ordinary acceptance of the case "poison", NAME. */
static struct event event_of(const char *name)
{
    return (struct event) {
        .id = id_of(name, 0),
        .subject = event_subject(SUBJECT_CASE, STR("poison"), str_from(name)),
        .subject_kind = SUBJECT_CASE,
        .case_source = STR("poison"),
        .case_number = str_from(name),
        .occurred_at_us = AT_US,
        .precision = PRECISION_INSTANT,
        .recorded_at_us = AT_US,
        .source = STR("poison"),
        .kind = EVENT_ACCEPTED,
        .accepted = {.unit = STR("U01"), .section = STR("S1"), .channel = CHANNEL_CALL},
    };
}

/* The same id with other content, the smaller one first or last. */
static void publish_conflict(rd_kafka_t *rk, const char *name, bool smaller_first,
                             struct arena *arena)
{
    struct event event = event_of(name);
    struct event other = event;
    struct flood_item greater = flood_item_of(&event, arena);
    struct flood_item smaller;
    make_smaller(&smaller, arena, &other);
    publish(rk, name, smaller_first ? &smaller : &greater, "none");
    publish(rk, name, smaller_first ? &greater : &smaller, "conflict");
}

/* One case too many events: all of one second, so that the one with the greatest id leaves. */
static void publish_crowd(rd_kafka_t *rk, const char *name, struct arena *arena)
{
    static struct place places[CASE_FILE_EVENTS_MAX];
    for (uint64_t i = 0; i < CASE_FILE_EVENTS_MAX; i++) {
        struct event event = event_of(name);
        arena_reset(arena);
        event.id = id_of(name, i);
        struct flood_item item = flood_item_of(&event, arena);
        put(rk, &item, &places[i]);
        (void) rd_kafka_poll(rk, 0);
    }
    struct event event = event_of(name);
    event.id = id_of(name, CASE_FILE_EVENTS_MAX);
    event.occurred_at_us += SECOND_US;
    struct flood_item item = flood_item_of(&event, arena);
    publish(rk, name, &item, "displaced");
}

static bool is_asked(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return argc == 1;
}

int main(int argc, char **argv)
{
    rd_kafka_t *rk = open_producer();
    struct arena arena = tool_arena(MEMORY_BYTES);
    for (size_t i = 0; i < POISONS_COUNT; i++) {
        struct flood_item item;
        if (!is_asked(poisons[i].name, argc, argv))
            continue;
        struct event event = event_of(poisons[i].name);
        arena_reset(&arena);
        poisons[i].make(&item, &arena, &event);
        publish(rk, poisons[i].name, &item, poisons[i].reason);
    }
    if (is_asked("conflict", argc, argv))
        publish_conflict(rk, "conflict", true, &arena);
    if (is_asked("conflict_back", argc, argv))
        publish_conflict(rk, "conflict_back", false, &arena);
    if (is_asked("crowded", argc, argv))
        publish_crowd(rk, "crowded", &arena);
    rd_kafka_destroy(rk);
    return 0;
}
