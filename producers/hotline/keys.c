/* keys -- see keys.h. */
#include "keys.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/time.h"
#include "core/event_fields.h"
#include "run/ini_file.h"

/* ---- the file ---- */

static bool is_digit(char c, unsigned *value_out)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c == '\0' ? NULL : strchr(digits, c);
    *value_out = at == NULL ? 0 : (unsigned) (at - digits);
    return at != NULL;
}

static bool read_digest(const char *text, unsigned char digest[SHA256_LEN])
{
    if (strlen(text) != SHA256_HEX_LEN)
        return false;
    for (size_t i = 0; i < SHA256_LEN; i++) {
        unsigned high = 0, low = 0;
        if (!is_digit(text[2 * i], &high) || !is_digit(text[2 * i + 1], &low))
            return false;
        digest[i] = (unsigned char) (high << 4 | low);
    }
    return true;
}

/* The same as `openssl x509 -fingerprint -sha256` has it: in capitals, with colons between. */
static bool read_fingerprint(const char *text, unsigned char digest[SHA256_LEN])
{
    char digits[SHA256_HEX_LEN + 1] = "";
    size_t len = 0;
    for (; *text != '\0' && len < SHA256_HEX_LEN; text++)
        if (*text != ':' || len == 0 || len % 2 != 0)
            digits[len++] = (char) (*text >= 'A' && *text <= 'F' ? *text - 'A' + 'a' : *text);
    return *text == '\0' && read_digest(digits, digest);
}

static struct str trim(struct str text)
{
    while (text.len > 0 && text.ptr[0] == ' ') {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && text.ptr[text.len - 1] == ' ')
        text.len--;
    return text;
}

static enum outcome read_scope(const char *name, const char *value, struct key_scope *scope,
                               struct err *err)
{
    struct str rest = str_from(value);
    *scope = (struct key_scope) {.count = 0};
    while (rest.len > 0) {
        struct str code = trim(str_cut(&rest, ','));
        if (str_eq(code, STR("*"))) {
            scope->is_all = true;
            continue;
        }
        if (code.len == 0 || code.len >= KEY_TEXT_MAX || scope->count == KEY_SCOPE_MAX)
            return err_set(err, FATAL, "%s: each has 1 to %d bytes, and there are %d at the most",
                           name, KEY_TEXT_MAX - 1, KEY_SCOPE_MAX);
        memcpy(scope->codes[scope->count++], code.ptr, code.len);
    }
    return OK;
}

/* The section's key, a new one when it is a new section. */
static struct key *key_of(struct keys *keys, const char *section)
{
    struct key *key = keys->count > 0 ? &keys->items[keys->count - 1] : NULL;
    if (key != NULL && strcmp(key->name, section) == 0)
        return key;
    if (keys->count == KEYS_MAX)
        return NULL;
    key = &keys->items[keys->count++];
    (void) snprintf(key->name, sizeof(key->name), "%s", section);
    return key;
}

static enum outcome take(void *context, const struct ini_line *line, struct err *err)
{
    struct keys *keys = context;
    if (line->section[0] == '\0')
        return err_set(err, FATAL, "a key begins with its name in brackets: [hotline]");
    struct key *key = key_of(keys, line->section);
    if (key == NULL)
        return err_set(err, FATAL, "there are more than %d keys", KEYS_MAX);
    if (strcmp(line->name, "sources") == 0)
        return read_scope(line->name, line->value, &key->sources, err);
    if (strcmp(line->name, "units") == 0)
        return read_scope(line->name, line->value, &key->units, err);
    if (strcmp(line->name, "kinds") == 0)
        return read_scope(line->name, line->value, &key->kinds, err);
    bool is_certificate = strcmp(line->name, "certificate") == 0;
    if (!is_certificate && strcmp(line->name, "sha256") != 0)
        return err_set(err, FATAL, "'%s' is none of sha256, certificate, sources, units, kinds",
                       line->name);
    bool *has = is_certificate ? &key->has_certificate : &key->has_digest;
    *has = is_certificate ? read_fingerprint(line->value, key->certificate)
                          : read_digest(line->value, key->digest);
    return *has
               ? OK
               : err_set(err, FATAL, "%s has %d digits of 0-9 and a-f", line->name, SHA256_HEX_LEN);
}

static bool is_empty(const struct key_scope *scope)
{
    return scope->count == 0 && !scope->is_all;
}

enum outcome keys_read(const char *path, struct keys *keys_out, struct err *err)
{
    *keys_out = (struct keys) {.items = calloc(KEYS_MAX, sizeof(*keys_out->items)),
                               .mutex = PTHREAD_MUTEX_INITIALIZER};
    if (keys_out->items == NULL)
        return err_set(err, FATAL, "no memory for keys");
    if (ini_file_read(path, take, keys_out, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < keys_out->count; i++) {
        const struct key *key = &keys_out->items[i];
        if (!key->has_digest || is_empty(&key->sources) || is_empty(&key->units) ||
            is_empty(&key->kinds))
            return err_set(err, FATAL, "%s: key '%s' wants sha256, sources, units and kinds", path,
                           key->name);
    }
    return keys_out->count > 0 ? OK : err_set(err, FATAL, "%s: there is no key in it", path);
}

void keys_done(struct keys *keys)
{
    free(keys->items);
    keys->items = NULL;
}

const struct key *keys_with_certificate(const struct keys *keys)
{
    for (size_t i = 0; i < keys->count; i++)
        if (keys->items[i].has_certificate)
            return &keys->items[i];
    return NULL;
}

/* ---- who ---- */

struct key *keys_find(const struct keys *keys, struct str authorization)
{
    static const char scheme[] = "Bearer ";
    size_t len = sizeof(scheme) - 1;
    unsigned char digest[SHA256_LEN];
    struct key *found = NULL;
    if (authorization.len < len + KEY_BYTES_MIN || strncasecmp(authorization.ptr, scheme, len) != 0)
        return NULL;
    sha256((struct str) {.ptr = authorization.ptr + len, .len = authorization.len - len}, digest);
    for (size_t i = 0; i < keys->count; i++) {
        unsigned difference = 0;
        for (size_t j = 0; j < SHA256_LEN; j++)
            difference |= (unsigned) (digest[j] ^ keys->items[i].digest[j]);
        if (difference == 0)
            found = &keys->items[i];
    }
    return found;
}

bool keys_fit(const struct key *key, const unsigned char *certificate)
{
    return !key->has_certificate ||
           (certificate != NULL && memcmp(key->certificate, certificate, SHA256_LEN) == 0);
}

bool keys_allow(struct keys *keys, struct key *key, int64_t events, int64_t rate_per_s)
{
    int64_t now_us = time_steady_us();
    int64_t most = rate_per_s * RATE_SECONDS;
    (void) pthread_mutex_lock(&keys->mutex);
    int64_t since_us = now_us - key->filled_us;
    if (key->filled_us == 0 || since_us > RATE_SECONDS * INT64_C(1000000)) {
        key->allowance = most;
        key->filled_us = now_us;
    } else {
        int64_t earned = since_us * rate_per_s / 1000000;
        key->allowance = key->allowance + earned < most ? key->allowance + earned : most;
        key->filled_us += earned * 1000000 / rate_per_s;
    }
    bool is_allowed = key->allowance > 0; /* what is too much is paid by the next ones */
    if (is_allowed)
        key->allowance -= events;
    (void) pthread_mutex_unlock(&keys->mutex);
    return is_allowed;
}

/* ---- what ---- */

static bool has(const struct key_scope *scope, struct str code)
{
    for (size_t i = 0; i < scope->count; i++)
        if (str_eq(str_from(scope->codes[i]), code))
            return true;
    return scope->is_all;
}

static enum outcome refuse(const struct key *key, const char *field, struct str value,
                           const char *scope, struct err *err)
{
    return err_reason(err, REJECT, REASON_SCOPE,
                      "%s is '%.*s', which is none of the %s of key '%s'", field, STR_ARG(value),
                      scope, key->name);
}

/* Every unit that acts in the event. */
static enum outcome check_units(const struct key *key, const struct event *event, struct err *err)
{
    static const char *const acting[] = {"unit", "by", "from", "issuer", "inspector"};
    struct event_fields fields = event_fields_of(event->kind);
    if (event->subject_kind == SUBJECT_UNIT_YEAR && !has(&key->units, event->case_source))
        return refuse(key, "header.case_source", event->case_source, "units", err);
    for (size_t i = 0; i < fields.count; i++) {
        const struct event_field *field = &fields.items[i];
        const void *at = (const char *) event + field->offset;
        bool is_party = field->type == FIELD_PARTY;
        if (!is_party && field->type != FIELD_CODE)
            continue;
        struct str unit = is_party ? ((const struct party *) at)->unit : *(const struct str *) at;
        for (size_t j = 0; j < sizeof(acting) / sizeof(acting[0]); j++)
            if (strcmp(field->name, acting[j]) == 0 && is_party == (j > 0) && unit.len > 0 &&
                !has(&key->units, unit))
                return refuse(key, field->name, unit, "units", err);
    }
    return OK;
}

static const char *record_kind(enum citizen_kind kind)
{
    return kind == CITIZEN_RECORD ? "citizen_record"
           : kind == CITIZEN_TEXT ? "text_record"
                                  : "erased_record";
}

enum outcome keys_check(const struct key *key, const struct told_whole *told, struct err *err)
{
    const struct citizen *record = &told->records[0];
    struct str source = told->has_event ? told->event.source : record->source;
    const char *kind =
        told->has_event ? event_kind_name(told->event.kind) : record_kind(record->kind);
    if (!has(&key->sources, source))
        return refuse(key, "header.source", source, "sources", err);
    if (!has(&key->kinds, str_from(kind)))
        return refuse(key, "the kind", str_from(kind), "kinds", err);
    return told->has_event ? check_units(key, &told->event, err) : OK;
}

bool keys_has_source(const struct key *key, struct str source)
{
    return has(&key->sources, source);
}
