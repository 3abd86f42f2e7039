/* conf -- see conf.h. */
#include "run/conf.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "run/ini_file.h"
#include "run/log.h"

enum { NAME_MAX_BYTES = 64, LINE_MAX_BYTES = 1900 };

static const char *const kind_words[] = {
    [CONF_TEXT] = "TEXT", [CONF_SECRET] = "SECRET", [CONF_INT] = "NUMBER", [CONF_BOOL] = "yes|no"};

static void *value_at(const struct conf_spec *spec, const struct conf_field *field)
{
    return (char *) spec->values + field->offset;
}

/* "a_b" as "a-b" or "A_B". */
static void spell(const char *name, char separator, bool is_upper, char spelt_out[NAME_MAX_BYTES])
{
    size_t i = 0;
    for (; name[i] != '\0' && i < NAME_MAX_BYTES - 1; i++) {
        char byte = name[i] == '_' ? separator : name[i];
        spelt_out[i] = (char) (is_upper ? toupper((unsigned char) byte) : byte);
    }
    spelt_out[i] = '\0';
}

/* ---- one value ---- */

static enum outcome set_int(const struct conf_field *field, const char *text, int64_t *value_out,
                            struct err *err)
{
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool is_number = text[0] != '\0' && !isspace((unsigned char) text[0]) && *end == '\0';
    if (!is_number || errno != 0 || number < field->min || number > field->max)
        return err_set(err, FATAL,
                       "%s is \"%.40s\", but must be a number from %" PRId64 " to %" PRId64,
                       field->name, text, field->min, field->max);
    *value_out = number;
    return OK;
}

static enum outcome set_bool(const struct conf_field *field, const char *text, bool *value_out,
                             struct err *err)
{
    static const char *const words[] = {"false", "true", "no", "yes", "0", "1"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(text, words[i]) != 0)
            continue;
        *value_out = i % 2 == 1;
        return OK;
    }
    return err_set(err, FATAL, "%s is \"%.40s\", but must be yes or no", field->name, text);
}

static enum outcome set_text(const struct conf_field *field, const char *text, char *value_out,
                             struct err *err)
{
    size_t len = strlen(text);
    size_t most =
        field->max > 0 && field->max < CONF_TEXT_MAX ? (size_t) field->max : CONF_TEXT_MAX - 1;
    if (len > most)
        return err_set(err, FATAL, "%s is longer than %zu bytes", field->name, most);
    memcpy(value_out, text, len + 1);
    return OK;
}

static enum outcome set_value(const struct conf_spec *spec, const struct conf_field *field,
                              const char *text, struct err *err)
{
    void *value = value_at(spec, field);
    switch (field->kind) {
    case CONF_TEXT:
    case CONF_SECRET:
        return set_text(field, text, value, err);
    case CONF_INT:
        return set_int(field, text, value, err);
    case CONF_BOOL:
        return set_bool(field, text, value, err);
    }
    return OK;
}

/* "kafka.name" and its value; the later one of a name replaces the earlier. */
static enum outcome set_kafka(struct conf_kafka *kafka, const char *name, const char *value,
                              struct err *err)
{
    const char *bare = name + strlen("kafka.");
    size_t bare_len = strlen(bare);
    size_t place = 0;
    while (place < kafka->count && (strncmp(kafka->texts[place], bare, bare_len) != 0 ||
                                    kafka->texts[place][bare_len] != '='))
        place++;
    if (place == CONF_KAFKA_MAX)
        return err_set(err, FATAL, "there are more than %d settings of kafka.*", CONF_KAFKA_MAX);
    int len = snprintf(kafka->texts[place], CONF_TEXT_MAX, "%s=%s", bare, value);
    if (len < 0 || len >= CONF_TEXT_MAX)
        return err_set(err, FATAL, "%.64s is longer than %d bytes", name, CONF_TEXT_MAX - 1);
    kafka->list[place] = kafka->texts[place];
    if (place == kafka->count)
        kafka->list[++kafka->count] = NULL;
    return OK;
}

static const struct conf_field *field_find(const struct conf_spec *spec, const char *name,
                                           char separator)
{
    char spelt[NAME_MAX_BYTES];
    for (size_t i = 0; i < spec->fields_count; i++) {
        spell(spec->fields[i].name, separator, false, spelt);
        if (strcmp(spelt, name) == 0)
            return &spec->fields[i];
    }
    return NULL;
}

static bool is_kafka(const struct conf_spec *spec, const char *name)
{
    return spec->kafka != NULL && strncmp(name, "kafka.", strlen("kafka.")) == 0;
}

/* ---- the four places a value comes from ---- */

static enum outcome read_defaults(const struct conf_spec *spec, struct err *err)
{
    if (spec->kafka != NULL)
        *spec->kafka = (struct conf_kafka) {.count = 0};
    for (size_t i = 0; i < spec->fields_count; i++)
        if (set_value(spec, &spec->fields[i], spec->fields[i].fallback, err) != OK)
            return err_wrap(err, "default");
    return OK;
}

static enum outcome take_line(void *context, const struct ini_line *line, struct err *err)
{
    const struct conf_spec *spec = context;
    if (line->section[0] != '\0')
        return err_set(err, FATAL, "there are no sections here, but \"[%s]\"", line->section);
    if (is_kafka(spec, line->name))
        return set_kafka(spec->kafka, line->name, line->value, err);
    const struct conf_field *field = field_find(spec, line->name, '_');
    if (field == NULL)
        return err_reason(err, FATAL, REASON_UNKNOWN_NAME, "there is no setting \"%.64s\"",
                          line->name);
    return set_value(spec, field, line->value, err);
}

static enum outcome read_environment(const struct conf_spec *spec, struct err *err)
{
    for (size_t i = 0; i < spec->fields_count; i++) {
        char name[NAME_MAX_BYTES + 8] = "SHOUWEN_";
        spell(spec->fields[i].name, '_', true, name + strlen("SHOUWEN_"));
        const char *value = getenv(name);
        if (value != NULL && set_value(spec, &spec->fields[i], value, err) != OK)
            return err_wrap(err, "environment %s", name);
    }
    return OK;
}

/* An option as it stands on the command line; `value` is NULL when none came with "=". */
struct option {
    char name[NAME_MAX_BYTES];
    const char *value;
};

static enum outcome option_from(const char *argument, struct option *option_out, struct err *err)
{
    const char *name = argument + strlen("--");
    size_t len = strcspn(name, "=");
    if (len >= sizeof(option_out->name))
        return err_reason(err, FATAL, REASON_UNKNOWN_NAME, "there is no option \"%.80s\"",
                          argument);
    memcpy(option_out->name, name, len);
    option_out->name[len] = '\0';
    option_out->value = name[len] == '=' ? name + len + 1 : NULL;
    return OK;
}

struct arguments {
    int count;
    char **texts;
    bool is_applied;       /* false: only --conf is looked for, and nothing is moved */
    const char *conf_path; /* what --conf said; NULL: nothing */
    int rest;              /* how many were no options */
};

/* The value of an option, which may be the argument behind it. */
static enum outcome option_value(const struct arguments *arguments, const struct conf_field *field,
                                 int *index, struct option *option, struct err *err)
{
    if (option->value == NULL && field != NULL && field->kind == CONF_BOOL)
        option->value = "yes";
    if (option->value == NULL && *index + 1 < arguments->count)
        option->value = arguments->texts[++*index];
    if (option->value == NULL)
        return err_set(err, FATAL, "--%s wants a value", option->name);
    return OK;
}

static enum outcome take_option(const struct conf_spec *spec, struct arguments *arguments,
                                int *index, struct err *err)
{
    struct option option;
    if (option_from(arguments->texts[*index], &option, err) != OK)
        return err->outcome;
    const struct conf_field *field = field_find(spec, option.name, '-');
    bool is_conf = strcmp(option.name, "conf") == 0;
    if (field == NULL && !is_conf && !is_kafka(spec, option.name))
        return err_reason(err, FATAL, REASON_UNKNOWN_NAME, "there is no option \"--%s\"",
                          option.name);
    if (option_value(arguments, field, index, &option, err) != OK)
        return err->outcome;
    if (is_conf)
        arguments->conf_path = option.value;
    if (is_conf || !arguments->is_applied)
        return OK;
    return field != NULL ? set_value(spec, field, option.value, err)
                         : set_kafka(spec->kafka, option.name, option.value, err);
}

static enum outcome read_arguments(const struct conf_spec *spec, struct arguments *arguments,
                                   struct err *err)
{
    bool is_over = false; /* a lone "--" has come */
    arguments->rest = 0;
    for (int i = 0; i < arguments->count; i++) {
        char *argument = arguments->texts[i];
        if (!is_over && strcmp(argument, "--") == 0)
            is_over = true;
        else if (is_over || strncmp(argument, "--", 2) != 0) {
            if (arguments->is_applied)
                arguments->texts[arguments->rest] = argument;
            arguments->rest++;
        } else if (take_option(spec, arguments, &i, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* ---- whole ---- */

static enum outcome check_required(const struct conf_spec *spec, struct err *err)
{
    for (size_t i = 0; i < spec->fields_count; i++) {
        const struct conf_field *field = &spec->fields[i];
        bool is_text = field->kind == CONF_TEXT || field->kind == CONF_SECRET;
        const char *value = value_at(spec, field);
        char spelt[NAME_MAX_BYTES];
        spell(field->name, '-', false, spelt);
        if (is_text && field->min > 0 && strlen(value) < (size_t) field->min)
            return err_reason(err, FATAL, REASON_MISSING, "--%s is not given", spelt);
    }
    return OK;
}

enum outcome conf_read(const struct conf_spec *spec, int argc, char **argv, int *rest_out,
                       struct err *err)
{
    struct arguments arguments = {.count = argc, .texts = argv};
    if (read_defaults(spec, err) != OK || read_arguments(spec, &arguments, err) != OK)
        return err->outcome;
    /* take_line() only reads the spec; what it fills in is spec->values. */
    struct conf_spec copy = *spec;
    if (arguments.conf_path != NULL &&
        ini_file_read(arguments.conf_path, take_line, &copy, err) != OK)
        return err->outcome;
    if (read_environment(spec, err) != OK)
        return err->outcome;
    arguments.is_applied = true;
    if (read_arguments(spec, &arguments, err) != OK || check_required(spec, err) != OK)
        return err->outcome;
    *rest_out = arguments.rest;
    return OK;
}

/* "number from 1 to 9", "yes or no" …: what a value may be. */
static void print_range(const struct conf_field *field, FILE *out)
{
    switch (field->kind) {
    case CONF_TEXT:
    case CONF_SECRET:
        (void) fprintf(out, field->min > 0 ? "text, must be given" : "text");
        return;
    case CONF_INT:
        (void) fprintf(out, "number from %" PRId64 " to %" PRId64, field->min, field->max);
        return;
    case CONF_BOOL:
        (void) fprintf(out, "yes or no");
        return;
    }
}

void conf_help(const struct conf_spec *spec, FILE *out)
{
    for (size_t i = 0; i < spec->fields_count; i++) {
        const struct conf_field *field = &spec->fields[i];
        char spelt[NAME_MAX_BYTES];
        spell(field->name, '-', false, spelt);
        if (field->kind == CONF_BOOL)
            (void) fprintf(out, "  --%s\n", spelt);
        else
            (void) fprintf(out, "  --%s %s\n", spelt, kind_words[field->kind]);
        (void) fprintf(out, "        %s (", field->help);
        print_range(field, out);
        if (field->fallback[0] != '\0')
            (void) fprintf(out, "; default %s", field->fallback);
        (void) fprintf(out, ")\n");
    }
    if (spec->kafka != NULL)
        (void) fprintf(out, "  --kafka.NAME=VALUE\n        a setting of librdkafka's own\n");
    (void) fprintf(out, "  --conf FILE\n        read settings from FILE first (`name = value`); "
                        "SHOUWEN_NAME in the environment comes next, options last\n");
}

void conf_sample(const struct conf_spec *spec, FILE *out)
{
    for (size_t i = 0; i < spec->fields_count; i++) {
        const struct conf_field *field = &spec->fields[i];
        (void) fprintf(out, "%s# %s (", i == 0 ? "" : "\n", field->help);
        print_range(field, out);
        (void) fprintf(out, ")\n%s =%s%s\n", field->name, field->fallback[0] == '\0' ? "" : " ",
                       field->fallback);
    }
    if (spec->kafka != NULL)
        (void) fprintf(out, "\n# librdkafka's own settings, as many as needed, e.g.\n"
                            "# kafka.security.protocol = SASL_SSL\n");
}

/* ---- the line at start ---- */

static bool is_secret_name(const char *name, size_t len)
{
    static const char *const parts[] = {"password", "secret", "ssl.key.pem", "oauthbearer.config"};
    char lower[CONF_TEXT_MAX];
    for (size_t i = 0; i < len; i++)
        lower[i] = (char) tolower((unsigned char) name[i]);
    lower[len] = '\0';
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (strstr(lower, parts[i]) != NULL)
            return true;
    return false;
}

/* A text in quotes; what follows "password=" and stands between ":" and "@" of a URI is ***. */
static void put_text(FILE *line, const char *text)
{
    const char *password = strstr(text, "password=");
    const char *scheme = strstr(text, "://");
    const char *at_sign = scheme == NULL ? NULL : strchr(scheme, '@');
    const char *colon = at_sign == NULL ? NULL : strchr(scheme + 3, ':');
    const char *hidden = NULL;
    const char *rest = "";
    if (password != NULL) {
        hidden = password + strlen("password=");
        rest = *hidden == '\'' ? "" : hidden + strcspn(hidden, " &");
    } else if (colon != NULL && colon < at_sign) {
        hidden = colon + 1;
        rest = at_sign;
    }
    (void) fputc('"', line);
    for (const char *at = text; *at != '\0' && at != hidden; at++)
        (void) fputc(*at == '"' ? '\'' : *at, line);
    if (hidden != NULL)
        (void) fprintf(line, "***%s", rest);
    (void) fputc('"', line);
}

static void put_field(FILE *line, const struct conf_spec *spec, const struct conf_field *field)
{
    const void *value = value_at(spec, field);
    (void) fprintf(line, "%s=", field->name);
    switch (field->kind) {
    case CONF_TEXT:
        put_text(line, value);
        break;
    case CONF_SECRET:
        (void) fprintf(line, ((const char *) value)[0] == '\0' ? "\"\"" : "***");
        break;
    case CONF_INT:
        (void) fprintf(line, "%" PRId64, *(const int64_t *) value);
        break;
    case CONF_BOOL:
        (void) fprintf(line, *(const bool *) value ? "yes" : "no");
        break;
    }
    (void) fputc(' ', line);
}

void conf_log(const struct conf_spec *spec)
{
    char text[LINE_MAX_BYTES] = "";
    FILE *line = fmemopen(text, sizeof(text), "w");
    if (line == NULL)
        return;
    for (size_t i = 0; i < spec->fields_count; i++)
        put_field(line, spec, &spec->fields[i]);
    for (size_t i = 0; spec->kafka != NULL && i < spec->kafka->count; i++) {
        const char *pair = spec->kafka->texts[i];
        size_t name_len = strcspn(pair, "=");
        (void) fprintf(line, "kafka.%.*s=", (int) name_len, pair);
        put_text(line, is_secret_name(pair, name_len) ? "***" : pair + name_len + 1);
        (void) fputc(' ', line);
    }
    (void) fclose(line);
    size_t len = strlen(text);
    if (len > 0)
        text[len - 1] = '\0';
    log_line(LOG_INFO, "settings", "%s", text);
}
