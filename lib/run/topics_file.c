/* topics_file -- see topics_file.h. */
#include "run/topics_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 65536, PARTITIONS_MAX = 10000, REPLICAS_MAX = 100 };

static const char prefix[] = "shouwen.";

/* Cut the next field off at `separator`; "" when nothing is left. */
static char *next_field(char **rest, char separator)
{
    char *field = *rest;
    char *end = strchr(field, separator);
    if (end == NULL)
        *rest = field + strlen(field);
    else {
        *end = '\0';
        *rest = end + 1;
    }
    return field;
}

static enum outcome parse_count(const char *text, const char *what, long most, int32_t *count_out,
                                struct err *err)
{
    char *end = NULL;
    long count = strtol(text, &end, 10);
    if (text[0] == '\0' || *end != '\0' || count < 1 || count > most)
        return err_reason(err, FATAL, REASON_RANGE,
                          "%s is \"%.20s\", but must be a number from 1 to %ld", what, text, most);
    *count_out = (int32_t) count;
    return OK;
}

static bool has_setting(const struct topics_file_line *line, const char *setting)
{
    for (size_t i = 0; line->settings[i] != NULL; i++)
        if (strcmp(line->settings[i], setting) == 0)
            return true;
    return false;
}

static bool names_setting(const struct topics_file_line *line, const char *name)
{
    for (size_t i = 0; line->settings[i] != NULL; i++)
        if (strncmp(line->settings[i], name, strlen(name)) == 0)
            return true;
    return false;
}

static enum outcome parse_settings(char *text, struct topics_file_line *line, struct err *err)
{
    size_t count = 0;
    while (*text != '\0') {
        char *setting = next_field(&text, ',');
        if (strchr(setting, '=') == NULL)
            return err_reason(err, FATAL, REASON_SYNTAX, "setting \"%.60s\" is not name=value",
                              setting);
        if (count == TOPICS_FILE_SETTINGS_MAX)
            return err_reason(err, FATAL, REASON_LENGTH, "there are more than %d settings",
                              TOPICS_FILE_SETTINGS_MAX);
        line->settings[count++] = setting;
    }
    line->settings[count] = NULL;
    /* A broker's own default of retention.bytes is "no limit". */
    line->wanted.is_unlimited =
        has_setting(line, "retention.ms=-1") && !names_setting(line, "cleanup.policy=compact") &&
        (has_setting(line, "retention.bytes=-1") || !names_setting(line, "retention.bytes="));
    line->wanted.is_compacted = has_setting(line, "cleanup.policy=compact");
    line->wanted.is_log_append_time = has_setting(line, "message.timestamp.type=LogAppendTime");
    return OK;
}

static enum outcome parse_line(struct str text, struct topics_file *file, struct err *err)
{
    if (text.len >= TOPICS_FILE_LINE_MAX)
        return err_reason(err, FATAL, REASON_LENGTH, "the line is longer than %d bytes",
                          TOPICS_FILE_LINE_MAX - 1);
    enum topic topic = TOPICS_COUNT;
    struct str name = {.ptr = text.ptr, .len = 0};
    while (name.len < text.len && text.ptr[name.len] != '\t')
        name.len++;
    struct str bare = {.ptr = name.ptr + strlen(prefix), .len = name.len - strlen(prefix)};
    if (name.len < strlen(prefix) || memcmp(name.ptr, prefix, strlen(prefix)) != 0 ||
        !topic_find(bare, &topic))
        return err_reason(err, FATAL, REASON_UNKNOWN_NAME, "\"%.*s\" is not a topic of shouwen",
                          name.len > 60 ? 60 : (int) name.len, name.ptr);
    struct topics_file_line *line = &file->lines[topic];
    if (line->wanted.partitions != 0)
        return err_reason(err, FATAL, REASON_SYNTAX, "%.*s has a line already", STR_ARG(name));

    memcpy(line->text, text.ptr, text.len);
    line->text[text.len] = '\0';
    line->wanted.topic = topic;
    char *rest = line->text + name.len + (name.len < text.len);
    const char *partitions = next_field(&rest, '\t');
    const char *replicas = next_field(&rest, '\t');
    char *settings = next_field(&rest, '\t');
    if (parse_count(partitions, "partitions", PARTITIONS_MAX, &line->wanted.partitions, err) !=
            OK ||
        parse_count(replicas, "replicas", REPLICAS_MAX, &line->wanted.replicas, err) != OK)
        return err->outcome;
    return parse_settings(settings, line, err);
}

/* The six event topics and the alerts share their count, for ever. */
static enum outcome check_whole(const struct topics_file *file, struct err *err)
{
    const struct kafka_topic *first = &file->lines[TOPIC_INQUIRY].wanted;
    for (enum topic topic = 0; topic < TOPICS_COUNT; topic++) {
        const struct kafka_topic *wanted = &file->lines[topic].wanted;
        if (wanted->partitions == 0)
            return err_reason(err, FATAL, REASON_MISSING, "%s%s has no line", prefix,
                              topic_name(topic));
        if ((topic < TOPICS_OF_EVENTS || topic == TOPIC_ALERT) &&
            wanted->partitions != first->partitions)
            return err_set(err, FATAL, "%s%s has %d partitions, %s%s has %d: they must be equal",
                           prefix, topic_name(topic), (int) wanted->partitions, prefix,
                           topic_name(TOPIC_INQUIRY), (int) first->partitions);
        if (topic < TOPICS_OF_EVENTS && !(wanted->is_unlimited && wanted->is_log_append_time))
            return err_set(err, FATAL,
                           "%s%s must have cleanup.policy=delete, retention.ms=-1 and "
                           "message.timestamp.type=LogAppendTime",
                           prefix, topic_name(topic));
    }
    return OK;
}

enum outcome topics_file_parse(struct str text, struct topics_file *file_out, struct err *err)
{
    int number = 0;
    memset(file_out, 0, sizeof(*file_out));
    for (size_t at = 0; at < text.len; at++) {
        struct str line = {.ptr = text.ptr + at, .len = 0};
        while (at < text.len && text.ptr[at] != '\n')
            at++;
        line.len = (size_t) (text.ptr + at - line.ptr);
        if (line.len > 0 && line.ptr[line.len - 1] == '\r')
            line.len--;
        number++;
        if (line.len > 0 && line.ptr[0] != '#' && parse_line(line, file_out, err) != OK)
            return err_wrap(err, "line %d", number);
    }
    return check_whole(file_out, err);
}

enum outcome topics_file_read(const char *path, struct topics_file *file_out, struct err *err)
{
    FILE *stream = fopen(path, "re");
    if (stream == NULL)
        return err_set(err, FATAL, "could not open %s: %s", path, strerror(errno));
    char *text = malloc(FILE_BYTES_MAX);
    size_t len = text == NULL ? 0 : fread(text, 1, FILE_BYTES_MAX, stream);
    enum outcome outcome = OK;
    if (text == NULL)
        outcome = err_set(err, FATAL, "out of memory");
    else if (ferror(stream) != 0 || len == FILE_BYTES_MAX)
        outcome = err_set(err, FATAL, "cannot read, or longer than %d bytes", FILE_BYTES_MAX - 1);
    else
        outcome = topics_file_parse((struct str) {.ptr = text, .len = len}, file_out, err);
    free(text);
    (void) fclose(stream);
    return outcome == OK ? OK : err_wrap(err, "%s", path);
}
