/*
 * raw -- puts one record into a topic, byte for byte, and prints where it is.
 *
 *   raw TOPIC [PARTITION] [key=HEX] [header.NAME=TEXT]...  <HEX-OF-THE-VALUE
 *
 * TOPIC is the broker's full name of it; without PARTITION the key chooses, as everywhere.  Without
 * key= the record has none; with nothing on standard input its value is empty, and "null" is a
 * tombstone.  Prints "TOPIC PARTITION OFFSET".
 */
#include <ctype.h>
#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/tool.h"

enum { VALUE_BYTES_MAX = 4 << 20, FIELDS_MAX = 64, ANSWER_MS = 30000 };

struct bytes {
    char *ptr;
    size_t len;
    bool is_null;
};

static void delivered(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque)
{
    (void) rk;
    (void) opaque;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("%s", rd_kafka_err2str(message->err));
    (void) printf("%s %" PRId32 " %" PRId64 "\n", rd_kafka_topic_name(message->rkt),
                  message->partition, message->offset);
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
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, message, sizeof(message));
    if (rk == NULL)
        tool_die("%s", message);
    return rk;
}

static char digit(char c)
{
    if (!isxdigit((unsigned char) c))
        tool_die("'%c' is no hexadecimal digit", c);
    return (char) (isdigit((unsigned char) c) ? c - '0' : tolower((unsigned char) c) - 'a' + 10);
}

static struct bytes from_hex(const char *hex, size_t len)
{
    struct bytes bytes = {.ptr = tool_alloc(len / 2 + 1), .len = len / 2};
    if (len % 2 != 0)
        tool_die("half a byte is left over");
    for (size_t i = 0; i < bytes.len; i++)
        bytes.ptr[i] = (char) (digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    return bytes;
}

static struct bytes read_value(void)
{
    char *text = tool_alloc(2 * VALUE_BYTES_MAX);
    size_t read = fread(text, 1, 2 * VALUE_BYTES_MAX, stdin);
    size_t len = 0;
    for (size_t i = 0; i < read; i++)
        if (!isspace((unsigned char) text[i]))
            text[len++] = text[i];
    if (len == 4 && memcmp(text, "null", 4) == 0)
        return (struct bytes) {.is_null = true};
    return from_hex(text, len);
}

static void add_argument(const char *argument, rd_kafka_vu_t *fields, size_t *count)
{
    const char *equals = strchr(argument, '=');
    char *end = NULL;
    if (strncmp(argument, "key=", 4) == 0) {
        struct bytes key = from_hex(argument + 4, strlen(argument + 4));
        fields[(*count)++] = (rd_kafka_vu_t) {.vtype = RD_KAFKA_VTYPE_KEY,
                                              .u.mem = {.ptr = key.ptr, .size = key.len}};
    } else if (strncmp(argument, "header.", 7) == 0 && equals != NULL) {
        struct str name = tool_keep((struct str) {argument + 7, (size_t) (equals - argument - 7)});
        fields[(*count)++] = (rd_kafka_vu_t) {.vtype = RD_KAFKA_VTYPE_HEADER,
                                              .u.header = {.name = name.ptr,
                                                           .val = equals + 1,
                                                           .size = (ssize_t) strlen(equals + 1)}};
    } else {
        long partition = strtol(argument, &end, 10);
        if (end == argument || *end != '\0')
            tool_die("\"%s\" is neither a partition nor key= nor header.", argument);
        fields[(*count)++] =
            (rd_kafka_vu_t) {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = (int32_t) partition};
    }
}

int main(int argc, char **argv)
{
    rd_kafka_vu_t fields[FIELDS_MAX];
    size_t count = 0;
    if (argc < 2 || argc > FIELDS_MAX - 4)
        tool_die("usage: raw TOPIC [PARTITION] [key=HEX] [header.NAME=TEXT]... <HEX");
    struct bytes value = read_value();
    rd_kafka_t *rk = open_producer();
    fields[count++] = (rd_kafka_vu_t) {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = argv[1]};
    fields[count++] =
        (rd_kafka_vu_t) {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY};
    fields[count++] =
        (rd_kafka_vu_t) {.vtype = RD_KAFKA_VTYPE_VALUE,
                         .u.mem = {.ptr = value.is_null ? NULL : value.ptr, .size = value.len}};
    for (int i = 2; i < argc; i++)
        add_argument(argv[i], fields, &count);
    rd_kafka_error_t *error = rd_kafka_produceva(rk, fields, count);
    if (error != NULL)
        tool_die("%s", rd_kafka_error_string(error));
    if (rd_kafka_flush(rk, ANSWER_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("the record does not arrive");
    rd_kafka_destroy(rk);
    return 0;
}
