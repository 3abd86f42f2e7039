/* citizen_codec -- see citizen_codec.h. */
#include "wire/citizen_codec.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "google/protobuf/timestamp.pb-c.h"
#include "shouwen/v1/citizen.pb-c.h"

#include "base/civil.h"
#include "core/event_fields.h"
#include "wire/citizen_door.h"
#include "wire/event_codec.h"
#include "wire/proto_memory.h"
#include "wire/proto_tables.h"
#include "wire/text.h"

enum { KEY_BYTES_MAX = UUID_TEXT_LEN + 1 + UUID_TEXT_LEN + 1 + 20 + 1 };

/* One text of a citizen message: what it is called, where it is, and what may be in it. */
struct row {
    const char *name;
    const struct str *text;
    size_t max;
    enum text_use use;
    bool is_required;
};

/* The field is named, the value never shown. */
static enum outcome check_rows(const struct row *rows, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].is_required && rows[i].text->len == 0)
            return err_reason(err, REJECT, REASON_MISSING, "%s is missing", rows[i].name);
        if (rows[i].text->len > rows[i].max)
            return err_reason(err, REJECT, REASON_LENGTH, "%s has %zu bytes, and may have %zu",
                              rows[i].name, rows[i].text->len, rows[i].max);
        enum text_fault fault = text_check(*rows[i].text, rows[i].use);
        if (fault != TEXT_FINE)
            return err_reason(err, REJECT, REASON_ENCODING, "%s %s", rows[i].name,
                              text_fault_words(fault));
    }
    return OK;
}

static enum outcome check_texts(const struct citizen *citizen, struct err *err)
{
    const struct row rows[] = {
        {"header.case_source", &citizen->case_source, CODE_BYTES_MAX, TEXT_CODE, true},
        {"header.case_number", &citizen->case_number, CODE_BYTES_MAX, TEXT_CODE, true},
        {"header.source", &citizen->source, CODE_BYTES_MAX, TEXT_CODE, true},
        {"citizen_record.name", &citizen->name, CITIZEN_NAME_BYTES_MAX, TEXT_LINE, false},
        {"citizen_record.contact", &citizen->contact, CITIZEN_NAME_BYTES_MAX, TEXT_LINE, false},
        {"citizen_record.address", &citizen->address, CITIZEN_NAME_BYTES_MAX, TEXT_LINE, false},
        {"citizen_record.id_number", &citizen->id_number, CITIZEN_NAME_BYTES_MAX, TEXT_LINE, false},
        {"text_record.text", &citizen->text, CITIZEN_TEXT_BYTES_MAX, TEXT_FREE, false},
    };
    return check_rows(rows, sizeof(rows) / sizeof(rows[0]), err);
}

static enum outcome check_time(const char *name, int64_t at_us, int64_t latest_us, struct err *err)
{
    if (at_us == 0)
        return err_reason(err, REJECT, REASON_MISSING, "%s is missing", name);
    int64_t year = civil_year_of(at_us);
    if (year < 2000 || year > 2100)
        return err_reason(err, REJECT, REASON_TIME, "%s is outside 2000 to 2100", name);
    if (at_us > latest_us)
        return err_reason(err, REJECT, REASON_TIME, "%s is more than a day after the broker's time",
                          name);
    return OK;
}

static enum outcome check_text_record(const struct citizen *citizen, struct err *err)
{
    if (uuid_is_zero(&citizen->event_id))
        return err_reason(err, REJECT, REASON_MISSING, "header.event_id is missing");
    int field = (int) citizen->field;
    if (field == 0)
        return err_reason(err, REJECT, REASON_MISSING, "text_record.field is missing");
    if (field < 0 || field >= TEXT_FIELDS_END)
        return err_reason(err, REJECT, REASON_UNKNOWN_VALUE,
                          "text_record.field is %d, which this version does not know", field);
    return OK;
}

enum outcome citizen_check(const struct citizen *citizen, int64_t latest_us, struct err *err)
{
    enum outcome outcome = check_texts(citizen, err);
    if (outcome == OK)
        outcome = check_time("header.recorded_at", citizen->recorded_at_us, latest_us, err);
    if (outcome == OK && citizen->kind == CITIZEN_ERASED)
        outcome = check_time("erased_record.at", citizen->erased_at_us, latest_us, err);
    if (outcome == OK && citizen->kind == CITIZEN_TEXT)
        outcome = check_text_record(citizen, err);
    if (outcome != OK)
        return outcome;
    struct uuid subject = event_subject(SUBJECT_CASE, citizen->case_source, citizen->case_number);
    if (!uuid_eq(&subject, &citizen->subject))
        return err_reason(err, REJECT, REASON_SUBJECT,
                          "header.subject does not follow from case_source and case_number");
    return OK;
}

/* Of checked ids, field and time only. */
static void write_key(const struct citizen *citizen, char key[KEY_BYTES_MAX])
{
    char *at = key + UUID_TEXT_LEN;
    char id[UUID_TEXT_LEN + 1];
    uuid_text(&citizen->subject, key);
    if (citizen->kind == CITIZEN_ERASED)
        (void) snprintf(at, KEY_BYTES_MAX - UUID_TEXT_LEN, "/erased/%" PRId64,
                        citizen->erased_at_us);
    if (citizen->kind != CITIZEN_TEXT)
        return;
    uuid_text(&citizen->event_id, id);
    (void) snprintf(at, KEY_BYTES_MAX - UUID_TEXT_LEN, "/%s/%d", id, (int) citizen->field);
}

/* What the key of a record or a text names; false: it is no such key. */
static bool read_key(struct str key, struct citizen *citizen_out)
{
    static const size_t text_at = 2 * ((size_t) UUID_TEXT_LEN + 1);
    struct citizen citizen = {.kind = CITIZEN_RECORD};
    if (key.len < UUID_TEXT_LEN ||
        !uuid_parse((struct str) {key.ptr, UUID_TEXT_LEN}, &citizen.subject))
        return false;
    if (key.len > UUID_TEXT_LEN) {
        struct str id = {key.ptr + UUID_TEXT_LEN + 1, UUID_TEXT_LEN};
        citizen.kind = CITIZEN_TEXT;
        if (key.len <= text_at || key.len > text_at + 2 || !uuid_parse(id, &citizen.event_id))
            return false;
        int field = 0;
        for (size_t i = text_at; i < key.len; i++)
            field = field * 10 + (key.ptr[i] - '0');
        if (field <= 0 || field >= TEXT_FIELDS_END)
            return false;
        citizen.field = (enum text_field) field;
    }
    char canonical[KEY_BYTES_MAX];
    write_key(&citizen, canonical);
    *citizen_out = citizen;
    return str_eq(str_from(canonical), key);
}

/* ---- out ---- */

/* The whole message, its parts beside each other. */
struct parts {
    Shouwen__V1__CitizenEvent event;
    Shouwen__V1__Header header;
    Shouwen__V1__CitizenRecord record;
    Shouwen__V1__TextRecord text;
    Shouwen__V1__ErasedRecord erased;
    Google__Protobuf__Timestamp recorded_at;
    Google__Protobuf__Timestamp erased_at;
    char subject[UUID_TEXT_LEN + 1];
    char event_id[UUID_TEXT_LEN + 1];
};

static void put_time(int64_t at_us, Google__Protobuf__Timestamp *time)
{
    google__protobuf__timestamp__init(time);
    time->seconds = at_us / CIVIL_SECOND_US; /* after 2000, so never negative */
    time->nanos = (int32_t) (at_us % CIVIL_SECOND_US * 1000);
}

/* Strings for protobuf-c; false when the arena is full. */
static bool put_texts(const struct citizen *citizen, struct arena *arena, struct parts *parts)
{
    const struct {
        struct str text;
        char **string;
    } rows[] = {
        {citizen->case_source, &parts->header.case_source},
        {citizen->case_number, &parts->header.case_number},
        {citizen->source, &parts->header.source},
        {citizen->name, &parts->record.name},
        {citizen->contact, &parts->record.contact},
        {citizen->address, &parts->record.address},
        {citizen->id_number, &parts->record.id_number},
        {citizen->text, &parts->text.text},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *string = str_keep_terminated(rows[i].text, arena);
        if (string == NULL)
            return false;
        *rows[i].string = string;
    }
    return true;
}

static void put_record(const struct citizen *citizen, struct parts *parts)
{
    (void) citizen;
    parts->event.event_case = SHOUWEN__V1__CITIZEN_EVENT__EVENT_CITIZEN_RECORD;
    parts->event.citizen_record = &parts->record;
}

static void put_text(const struct citizen *citizen, struct parts *parts)
{
    uuid_text(&citizen->event_id, parts->event_id);
    parts->header.event_id = parts->event_id;
    parts->text.field = (Shouwen__V1__TextField) citizen->field;
    parts->event.event_case = SHOUWEN__V1__CITIZEN_EVENT__EVENT_TEXT_RECORD;
    parts->event.text_record = &parts->text;
}

static void put_erased(const struct citizen *citizen, struct parts *parts)
{
    put_time(citizen->erased_at_us, &parts->erased_at);
    parts->erased.at = &parts->erased_at;
    parts->event.event_case = SHOUWEN__V1__CITIZEN_EVENT__EVENT_ERASED_RECORD;
    parts->event.erased_record = &parts->erased;
}

typedef void put_one(const struct citizen *, struct parts *);
static put_one *const put_by_kind[] = {
    [CITIZEN_RECORD] = put_record,
    [CITIZEN_TEXT] = put_text,
    [CITIZEN_ERASED] = put_erased,
};

static enum outcome encode_tombstone(const struct citizen *citizen, struct arena *arena,
                                     struct str *key_out, struct str *bytes_out, struct err *err)
{
    char key[KEY_BYTES_MAX];
    assert(citizen->kind != CITIZEN_ERASED);
    write_key(citizen, key);
    if (str_keep(str_from(key), arena, key_out, err) != OK)
        return err->outcome;
    *bytes_out = (struct str) {0};
    return OK;
}

enum outcome citizen_encode(const struct citizen *citizen, struct arena *arena, struct str *key_out,
                            struct str *bytes_out, struct err *err)
{
    assert(citizen->kind >= CITIZEN_RECORD && citizen->kind <= CITIZEN_ERASED);
    if (citizen->is_tombstone)
        return encode_tombstone(citizen, arena, key_out, bytes_out, err);
    if (citizen_check(citizen, INT64_MAX, err) != OK)
        return REJECT;
    struct parts parts;
    shouwen__v1__citizen_event__init(&parts.event);
    shouwen__v1__header__init(&parts.header);
    shouwen__v1__citizen_record__init(&parts.record);
    shouwen__v1__text_record__init(&parts.text);
    shouwen__v1__erased_record__init(&parts.erased);
    uuid_text(&citizen->subject, parts.subject);
    put_time(citizen->recorded_at_us, &parts.recorded_at);
    put_by_kind[citizen->kind](citizen, &parts);
    parts.header.subject = parts.subject;
    parts.header.recorded_at = &parts.recorded_at;
    parts.event.header = &parts.header;
    char key_text[KEY_BYTES_MAX];
    write_key(citizen, key_text);
    struct str key = {0};
    struct str bytes = {0};
    if (!put_texts(citizen, arena, &parts))
        return err_set(err, RETRY, "no room for a message in the arena");
    if (str_keep(str_from(key_text), arena, &key, err) != OK ||
        proto_pack(&parts.event.base, arena, &bytes, err) != OK)
        return err->outcome;
    *key_out = key;
    *bytes_out = bytes;
    return OK;
}

/* ---- in ---- */

static enum outcome get_time(const char *name, const Google__Protobuf__Timestamp *time,
                             int64_t *at_us_out, struct err *err)
{
    static const int64_t seconds_max = INT64_C(253402214400); /* a year of four digits */
    if (time == NULL)
        return OK;
    if (time->nanos < 0 || time->nanos >= 1000000000 || time->nanos % 1000 != 0)
        return err_reason(err, REJECT, REASON_RANGE,
                          "%s has nanoseconds outside a second or finer than a microsecond", name);
    if (time->seconds < -seconds_max || time->seconds > seconds_max)
        return err_reason(err, REJECT, REASON_TIME, "%s is outside 2000 to 2100", name);
    *at_us_out = time->seconds * CIVIL_SECOND_US + time->nanos / 1000;
    return OK;
}

static enum outcome get_id(const char *name, const char *string, struct uuid *id_out,
                           struct err *err)
{
    struct str text = proto_text(string);
    if (text.len > 0 && !uuid_parse(text, id_out))
        return err_reason(err, REJECT, REASON_ID, "%s is not a canonical UUID", name);
    return OK;
}

static enum outcome get_header(const Shouwen__V1__Header *header, struct citizen *citizen,
                               struct err *err)
{
    if (header == NULL)
        return err_reason(err, REJECT, REASON_MISSING, "header is missing");
    citizen->case_source = proto_text(header->case_source);
    citizen->case_number = proto_text(header->case_number);
    citizen->source = proto_text(header->source);
    enum outcome outcome = get_id("header.subject", header->subject, &citizen->subject, err);
    if (outcome == OK)
        outcome = get_id("header.event_id", header->event_id, &citizen->event_id, err);
    if (outcome == OK)
        outcome =
            get_time("header.recorded_at", header->recorded_at, &citizen->recorded_at_us, err);
    if (outcome == OK)
        outcome = proto_check_unknown(&header->base, err);
    return outcome;
}

static enum outcome get_record(const Shouwen__V1__CitizenRecord *record, struct citizen *citizen,
                               struct err *err)
{
    citizen->kind = CITIZEN_RECORD;
    citizen->name = proto_text(record->name);
    citizen->contact = proto_text(record->contact);
    citizen->address = proto_text(record->address);
    citizen->id_number = proto_text(record->id_number);
    return proto_check_unknown(&record->base, err);
}

static enum outcome get_text(const Shouwen__V1__TextRecord *record, struct citizen *citizen,
                             struct err *err)
{
    citizen->kind = CITIZEN_TEXT;
    citizen->field = (enum text_field) record->field;
    citizen->text = proto_text(record->text);
    return proto_check_unknown(&record->base, err);
}

static enum outcome get_erased(const Shouwen__V1__ErasedRecord *record, struct citizen *citizen,
                               struct err *err)
{
    citizen->kind = CITIZEN_ERASED;
    if (get_time("erased_record.at", record->at, &citizen->erased_at_us, err) != OK)
        return REJECT;
    return proto_check_unknown(&record->base, err);
}

static enum outcome get_kind(const Shouwen__V1__CitizenEvent *event, struct citizen *citizen,
                             struct err *err)
{
    if (event->event_case == SHOUWEN__V1__CITIZEN_EVENT__EVENT_CITIZEN_RECORD)
        return get_record(event->citizen_record, citizen, err);
    if (event->event_case == SHOUWEN__V1__CITIZEN_EVENT__EVENT_TEXT_RECORD)
        return get_text(event->text_record, citizen, err);
    if (event->event_case == SHOUWEN__V1__CITIZEN_EVENT__EVENT_ERASED_RECORD)
        return get_erased(event->erased_record, citizen, err);
    return proto_refuse_kind(&event->base, err);
}

enum outcome citizen_from_message(const ProtobufCMessage *message, struct citizen *citizen_out,
                                  struct err *err)
{
    const Shouwen__V1__CitizenEvent *event = (const Shouwen__V1__CitizenEvent *) message;
    struct citizen citizen = {0};
    enum outcome outcome = proto_check_unknown(message, err);
    if (outcome == OK)
        outcome = get_kind(event, &citizen, err);
    if (outcome == OK)
        outcome = get_header(event->header, &citizen, err);
    if (outcome != OK)
        return outcome;
    if (citizen.kind != CITIZEN_TEXT) /* then it is no part of the key, and says nothing */
        citizen.event_id = (struct uuid) {{0}};
    *citizen_out = citizen;
    return OK;
}

static enum outcome decode_tombstone(struct str key, struct citizen *citizen_out, struct err *err)
{
    struct citizen citizen;
    if (!read_key(key, &citizen))
        return err_reason(err, REJECT, REASON_KEY,
                          "the key of a tombstone is neither a case's nor a text's");
    citizen.is_tombstone = true;
    *citizen_out = citizen;
    return OK;
}

static enum outcome decode(const struct record *record, struct arena *arena,
                           struct citizen *citizen_out, struct err *err)
{
    struct str bytes = {0};
    if (!record->is_log_append_time)
        return err_reason(err, REJECT, REASON_TIMESTAMP,
                          "the topic does not keep the broker's own timestamps");
    if (record->payload.ptr == NULL)
        return decode_tombstone(record->key, citizen_out, err);
    if (wire_unframe(record->payload, &bytes, err) != OK)
        return REJECT;
    struct proto_memory memory;
    proto_memory_init(&memory, arena, EVENT_MEMORY_MAX);
    ProtobufCMessage *message = NULL;
    if (proto_unpack(&shouwen__v1__citizen_event__descriptor, bytes, &memory, &message, err) != OK)
        return err->outcome;
    struct citizen citizen;
    enum outcome outcome = citizen_from_message(message, &citizen, err);
    if (outcome == OK && uuid_is_zero(&citizen.subject))
        outcome = err_reason(err, REJECT, REASON_MISSING, "header.subject is missing");
    if (outcome == OK)
        outcome = citizen_check(&citizen, record->timestamp_us + CIVIL_DAY_US, err);
    if (outcome != OK)
        return outcome;
    char key[KEY_BYTES_MAX];
    write_key(&citizen, key);
    if (!str_eq(str_from(key), record->key))
        return err_reason(err, REJECT, REASON_KEY, "the key is not '%s'", key);
    *citizen_out = citizen;
    return OK;
}

enum outcome citizen_decode(const struct record *record, struct arena *arena,
                            struct citizen *citizen_out, struct err *err)
{
    assert(record->topic == TOPIC_CITIZEN);
    size_t mark = arena_mark(arena);
    enum outcome outcome = decode(record, arena, citizen_out, err);
    if (outcome == REJECT)
        arena_rewind(arena, mark); /* bad records do not eat the batch's room */
    return outcome;
}
