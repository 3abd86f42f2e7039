/* alert_codec -- see alert_codec.h. */
#include "wire/alert_codec.h"

#include <pthread.h>
#include <string.h>

#include "shouwen/v1/alert.pb-c.h"

#include "wire/event_door.h"
#include "wire/fields_check.h"
#include "wire/json_map.h"
#include "wire/proto_fields.h"
#include "wire/text.h"

/* An alert, and beside it what the message counts from 1 and core from 0. */
struct parts {
    struct alert alert;
    int clock;
    int level;
    uint32_t flags;
};

struct recipient_parts {
    struct party party;
    bool is_copy;
    int post;
};

#define AT(member) offsetof(struct parts, member)
#define OF(member) offsetof(struct recipient_parts, member)

/* clang-format off */
static const struct event_field rung_fields[] = {
    {"clock",          FIELD_ENUM, AT(clock),                CLOCK_KINDS_COUNT + 1, true},
    {"start_event_id", FIELD_UUID, AT(alert.started_by),     0, true},
    {"name",           FIELD_CODE, AT(alert.rung),           CODE_BYTES_MAX, true},
    {"level",          FIELD_ENUM, AT(level),                RUNG_LEVELS_COUNT + 1, true},
    {"rings_at",       FIELD_TIME, AT(alert.rings_at_us),    FIELD_TIME_MAY_LIE_AHEAD, true},
    {"due_at",         FIELD_TIME, AT(alert.due_at_us),      FIELD_TIME_MAY_LIE_AHEAD, false},
    {"cleared_before", FIELD_INT,  AT(alert.cleared_before), INT32_MAX, false},
};

static const struct event_field raised_fields[] = {
    {"holder",           FIELD_PARTY, AT(alert.holder),           0, false},
    {"receiver",         FIELD_PARTY, AT(alert.receiver),         0, false},
    {"accepted_unit",    FIELD_CODE,  AT(alert.accepted_unit),    CODE_BYTES_MAX, false},
    {"units_above",      FIELD_CODES, AT(alert.units_above),      ALERT_UNITS_ABOVE_MAX, false},
    {"flags",            FIELD_SET,   AT(flags),                  ALERT_FLAGS_COUNT + 1, false},
    {"is_provisional",   FIELD_BOOL,  AT(alert.is_provisional),   0, false},
    {"policy",           FIELD_CODE,  AT(alert.policy),           CODE_BYTES_MAX, false},
    {"policy_version",   FIELD_INT,   AT(alert.policy_version),   INT64_MAX, false},
    {"calendar_version", FIELD_INT,   AT(alert.calendar_version), INT64_MAX, false},
    {"rules_version",    FIELD_INT,   AT(alert.rules_version),    INT64_MAX, false},
    {"supersedes",       FIELD_UUID,  AT(alert.supersedes),       0, false},
};

static const struct event_field recipient_fields[] = {
    {"post",    FIELD_ENUM,  OF(post),    RECIPIENTS_COUNT + 1, true},
    {"party",   FIELD_PARTY, OF(party),   0, false},
    {"is_copy", FIELD_BOOL,  OF(is_copy), 0, false},
};

static const struct event_field cleared_fields[] = {
    {"alert_id",  FIELD_UUID, AT(alert.clears),       0, true},
    {"raised_at", FIELD_TIME, AT(alert.raised_at_us), 0, true},
    {"reason",    FIELD_ENUM, AT(alert.reason),       CLEAR_REASONS_END, true},
};
/* clang-format on */

enum part { RUNG, RAISED, RECIPIENT, CLEARED, PARTS_COUNT };

#define FIELDS(of)                                                                                 \
    {                                                                                              \
        of, sizeof(of) / sizeof((of)[0])                                                           \
    }
static const struct fields_named named[PARTS_COUNT] = {
    [RUNG] = {"rung", FIELDS(rung_fields)},
    [RAISED] = {"raised", FIELDS(raised_fields)},
    [RECIPIENT] = {"recipient", FIELDS(recipient_fields)},
    [CLEARED] = {"cleared", FIELDS(cleared_fields)},
};

static struct proto_message tables[PARTS_COUNT];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make(void)
{
    static const ProtobufCMessageDescriptor *const descriptors[PARTS_COUNT] = {
        [RUNG] = &shouwen__v1__rung__descriptor,
        [RAISED] = &shouwen__v1__raised__descriptor,
        [RECIPIENT] = &shouwen__v1__recipient__descriptor,
        [CLEARED] = &shouwen__v1__cleared__descriptor,
    };
    for (size_t i = 0; i < PARTS_COUNT; i++)
        proto_join(&tables[i], named[i].name, named[i].fields, descriptors[i]);
}

static const struct proto_message *table_of(enum part part)
{
    (void) pthread_once(&once, make); /* cannot fail: `once` is initialised */
    return &tables[part];
}

/* ---- the header ---- */

/* When it happened, and when it was told of. */
static struct event header_of(const struct alert *alert)
{
    bool is_raised = alert->kind == ALERT_RAISED;
    return (struct event) {
        .id = alert->id,
        .subject = alert->subject,
        .subject_kind = alert->subject_kind,
        .case_source = alert->case_source,
        .case_number = alert->case_number,
        .occurred_at_us = is_raised ? alert->rings_at_us : alert->cleared_at_us,
        .recorded_at_us = is_raised ? alert->raised_at_us : alert->cleared_at_us,
        .precision = PRECISION_INSTANT,
        .source = STR("overdue-alerts"),
    };
}

static void take_header(const struct event *header, struct alert *alert)
{
    alert->id = header->id;
    alert->subject = header->subject;
    alert->subject_kind = header->subject_kind;
    alert->case_source = header->case_source;
    alert->case_number = header->case_number;
    *(alert->kind == ALERT_RAISED ? &alert->raised_at_us : &alert->cleared_at_us) =
        header->recorded_at_us;
}

/* ---- what it may be ---- */

static enum outcome check_explanation(struct str text, struct err *err)
{
    if (text.len > ALERT_EXPLANATION_BYTES_MAX)
        return err_reason(err, REJECT, REASON_LENGTH,
                          "raised.explanation has %zu bytes, and may have %d", text.len,
                          ALERT_EXPLANATION_BYTES_MAX);
    enum text_fault fault = text_check(text, TEXT_LINE);
    if (fault != TEXT_FINE)
        return err_reason(err, REJECT, REASON_ENCODING, "raised.explanation %s",
                          text_fault_words(fault));
    return OK;
}

static enum outcome check_recipients(const struct alert *alert, struct err *err)
{
    if (alert->recipients_count > ALERT_RECIPIENTS_MAX)
        return err_reason(err, REJECT, REASON_LENGTH,
                          "raised.recipients has %zu items, and may have %d",
                          alert->recipients_count, ALERT_RECIPIENTS_MAX);
    for (size_t i = 0; i < alert->recipients_count; i++) {
        const struct recipient_parts parts = {
            .party = alert->recipients[i].party,
            .post = (int) alert->recipients[i].post + 1,
        };
        if (fields_check(&named[RECIPIENT], INT64_MAX, &parts, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* Ids follow from what they are the ids of. */
static enum outcome check_ids(const struct alert *alert, struct err *err)
{
    struct uuid raised = alert_id(alert);
    struct uuid own = alert->kind == ALERT_RAISED ? raised : alert_clear_id(alert->clears);
    if (!uuid_eq(&own, &alert->id))
        return err_reason(err, REJECT, REASON_ID,
                          "header.event_id does not follow from what the alert says");
    if (alert->kind == ALERT_CLEARED && !uuid_eq(&raised, &alert->clears))
        return err_reason(err, REJECT, REASON_ID,
                          "cleared.alert_id is not the id of the alert beside it");
    return OK;
}

static enum outcome check(const struct parts *parts, struct err *err)
{
    const struct event header = header_of(&parts->alert);
    bool is_cleared = parts->alert.kind == ALERT_CLEARED;
    if (event_header_check(&header, INT64_MAX, err) != OK ||
        (is_cleared && fields_check(&named[CLEARED], INT64_MAX, parts, err) != OK) ||
        fields_check(&named[RUNG], INT64_MAX, parts, err) != OK ||
        fields_check(&named[RAISED], INT64_MAX, parts, err) != OK ||
        check_explanation(parts->alert.explanation, err) != OK ||
        check_recipients(&parts->alert, err) != OK)
        return err->outcome;
    return check_ids(&parts->alert, err);
}

/* ---- out ---- */

static bool put_recipients(const struct alert *alert, struct proto_memory *memory,
                           Shouwen__V1__Raised *raised)
{
    Shouwen__V1__Recipient **items =
        proto_memory_alloc(memory, alert->recipients_count * sizeof(Shouwen__V1__Recipient *));
    if (items == NULL)
        return false;
    for (size_t i = 0; i < alert->recipients_count; i++) {
        const struct recipient_parts parts = {
            .party = alert->recipients[i].party,
            .is_copy = alert->recipients[i].is_copy,
            .post = (int) alert->recipients[i].post + 1,
        };
        items[i] = (void *) fields_to_message(table_of(RECIPIENT), &parts, memory);
        if (items[i] == NULL)
            return false;
    }
    raised->recipients = items;
    raised->n_recipients = alert->recipients_count;
    return true;
}

static Shouwen__V1__Raised *put_raised(const struct parts *parts, struct proto_memory *memory)
{
    void *raised_message = fields_to_message(table_of(RAISED), parts, memory);
    void *rung = fields_to_message(table_of(RUNG), parts, memory);
    char *explanation = proto_string_new(parts->alert.explanation, memory);
    Shouwen__V1__Raised *raised = raised_message;
    if (raised == NULL || rung == NULL || explanation == NULL ||
        !put_recipients(&parts->alert, memory, raised))
        return NULL;
    raised->rung = rung;
    raised->explanation = explanation;
    return raised;
}

static bool put_kind(const struct parts *parts, struct proto_memory *memory,
                     Shouwen__V1__Alert *message)
{
    Shouwen__V1__Raised *raised = put_raised(parts, memory);
    if (raised == NULL)
        return false;
    if (parts->alert.kind == ALERT_RAISED) {
        message->event_case = SHOUWEN__V1__ALERT__EVENT_RAISED;
        message->raised = raised;
        return true;
    }
    void *cleared_message = fields_to_message(table_of(CLEARED), parts, memory);
    Shouwen__V1__Cleared *cleared = cleared_message;
    if (cleared == NULL)
        return false;
    cleared->raised = raised;
    message->event_case = SHOUWEN__V1__ALERT__EVENT_CLEARED;
    message->cleared = cleared;
    return true;
}

static enum outcome to_message(const struct alert *alert, struct proto_memory *memory,
                               ProtobufCMessage **message_out, struct err *err)
{
    const struct parts parts = {
        .alert = *alert,
        .clock = (int) alert->clock + 1,
        .level = (int) alert->level + 1,
        .flags = alert->flags << 1,
    };
    if (check(&parts, err) != OK)
        return err->outcome;
    const struct event header = header_of(alert);
    ProtobufCMessage *message = proto_new(&shouwen__v1__alert__descriptor, memory);
    void *header_message = event_header_to_message(&header, memory);
    Shouwen__V1__Alert *whole = (Shouwen__V1__Alert *) message;
    if (message == NULL || header_message == NULL || !put_kind(&parts, memory, whole))
        return err_set(err, RETRY, "no room for an alert in the arena");
    whole->header = header_message;
    *message_out = message;
    return OK;
}

enum outcome alert_pack(const struct alert *alert, struct arena *arena, struct str *bytes_out,
                        struct err *err)
{
    struct proto_memory memory;
    ProtobufCMessage *message = NULL;
    proto_memory_init(&memory, arena, SIZE_MAX);
    if (to_message(alert, &memory, &message, err) != OK)
        return err->outcome;
    return proto_pack(message, arena, bytes_out, err);
}

enum outcome alert_to_json(const struct alert *alert, struct arena *arena, struct str *json_out,
                           struct err *err)
{
    struct proto_memory memory;
    ProtobufCMessage *message = NULL;
    proto_memory_init(&memory, arena, SIZE_MAX);
    if (to_message(alert, &memory, &message, err) != OK)
        return err->outcome;
    return json_from_message(message, arena, json_out, err);
}

enum outcome alert_key(const struct alert *alert, struct arena *arena, struct str *key_out,
                       struct err *err)
{
    const struct event header = header_of(alert);
    return event_key(&header, arena, key_out, err);
}

/* ---- in ---- */

static enum outcome get_recipients(const Shouwen__V1__Raised *raised, struct arena *arena,
                                   struct alert *alert, struct err *err)
{
    struct alert_recipient *items = arena_alloc(arena, raised->n_recipients * sizeof(*items));
    if (items == NULL)
        return err_set(err, RETRY, "no room for %zu recipients in the arena", raised->n_recipients);
    for (size_t i = 0; i < raised->n_recipients; i++) {
        struct recipient_parts parts = {.is_copy = false};
        enum outcome outcome = fields_from_message(
            table_of(RECIPIENT), &raised->recipients[i]->base, arena, &parts, err);
        if (outcome == OK)
            outcome = fields_check(&named[RECIPIENT], INT64_MAX, &parts, err);
        if (outcome != OK)
            return outcome;
        items[i] = (struct alert_recipient) {
            .post = (enum recipient)(parts.post - 1),
            .party = parts.party,
            .is_copy = parts.is_copy,
        };
    }
    alert->recipients = items;
    alert->recipients_count = raised->n_recipients;
    return OK;
}

static enum outcome get_raised(const Shouwen__V1__Raised *raised, struct arena *arena,
                               struct parts *parts, struct err *err)
{
    if (raised == NULL || raised->rung == NULL)
        return err_reason(err, REJECT, REASON_MISSING, "%s is missing",
                          raised == NULL ? "cleared.raised" : "raised.rung");
    parts->alert.explanation = proto_text(raised->explanation);
    enum outcome outcome = fields_from_message(table_of(RAISED), &raised->base, arena, parts, err);
    if (outcome == OK)
        outcome = fields_from_message(table_of(RUNG), &raised->rung->base, arena, parts, err);
    if (outcome == OK)
        outcome = get_recipients(raised, arena, &parts->alert, err);
    return outcome;
}

static enum outcome get_kind(const Shouwen__V1__Alert *message, struct arena *arena,
                             struct parts *parts, struct err *err)
{
    if (message->event_case == SHOUWEN__V1__ALERT__EVENT_RAISED) {
        parts->alert.kind = ALERT_RAISED;
        return get_raised(message->raised, arena, parts, err);
    }
    if (message->event_case != SHOUWEN__V1__ALERT__EVENT_CLEARED)
        return proto_refuse_kind(&message->base, err);
    parts->alert.kind = ALERT_CLEARED;
    enum outcome outcome =
        fields_from_message(table_of(CLEARED), &message->cleared->base, arena, parts, err);
    if (outcome == OK)
        outcome = get_raised(message->cleared->raised, arena, parts, err);
    return outcome;
}

static enum outcome from_message(const ProtobufCMessage *message, struct arena *arena,
                                 struct alert *alert_out, struct err *err)
{
    struct parts parts = {.clock = 0};
    struct event header = {.id = {{0}}};
    struct str subject = {0};
    enum outcome outcome = proto_check_unknown(message, err);
    if (outcome == OK)
        outcome = get_kind((const Shouwen__V1__Alert *) message, arena, &parts, err);
    if (outcome == OK)
        outcome = event_header_from_message(message, arena, &header, &subject, err);
    if (outcome != OK)
        return outcome;
    take_header(&header, &parts.alert);
    parts.alert.flags = parts.flags >> 1;
    parts.alert.clock = (enum clock_kind)(parts.clock - 1);
    parts.alert.level = (enum rung_level)(parts.level - 1);
    if (check(&parts, err) != OK)
        return err->outcome;
    if (header.occurred_at_us != header_of(&parts.alert).occurred_at_us)
        return err_reason(err, REJECT, REASON_TIME,
                          "header.occurred_at is not when the rung rings, or the alert is cleared");
    *alert_out = parts.alert;
    return OK;
}

enum outcome alert_unpack(struct str payload, struct arena *arena, struct alert *alert_out,
                          struct err *err)
{
    struct proto_memory memory;
    ProtobufCMessage *message = NULL;
    struct str bytes = {0};
    if (wire_unframe(payload, &bytes, err) != OK)
        return REJECT;
    size_t mark = arena_mark(arena);
    proto_memory_init(&memory, arena, ALERT_MEMORY_MAX);
    enum outcome outcome =
        proto_unpack(&shouwen__v1__alert__descriptor, bytes, &memory, &message, err);
    if (outcome == OK)
        outcome = from_message(message, arena, alert_out, err);
    if (outcome == REJECT)
        arena_rewind(arena, mark); /* bad records do not eat the room */
    return outcome;
}
