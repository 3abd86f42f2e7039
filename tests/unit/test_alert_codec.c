/* test_alert_codec -- alerts through their door and back. */
#include "wire/alert_codec.h"

#include <stdlib.h>
#include <string.h>

#include "shouwen/v1/alert.pb-c.h"

#include "support/arena.h"
#include "support/cmocka.h"
#include "support/file.h"
#include "wire/event_codec.h"
#include "wire/proto_memory.h"

#define DUE_US INT64_C(1741968000000000)
#define EXPLANATION                                                                                                  \
    "办结限7个工作日，2025-03-03 10:00起算，2025-03-14 24:00到期（政策sichuan-2025 v1，日历v5，" \
    "暂定）"

static const struct str units_above[] = {{"510500-府", 10}, {"51", 2}};
static const struct alert_recipient recipients[] = {
    {RECIPIENT_HANDLER, {{"510500-局", 10}, {"窗口", 6}, {"p1", 2}, false}, false},
    {RECIPIENT_RECEIVER, {.unit = {"510500-局", 10}, .person = {"p2", 2}}, false},
    {RECIPIENT_MASTER_POST, {.unit = {"510500-局", 10}}, false},
    {RECIPIENT_LEAD_DEPARTMENT, {.unit = {"510500-办", 10}}, true},
};

/* What the fixtures say. */
static struct alert sample(enum alert_kind kind)
{
    struct alert alert = {
        .kind = kind,
        .subject_kind = SUBJECT_CASE,
        .case_source = STR("hotline"),
        .case_number = STR("2025-000123"),
        .clock = CLOCK_COMPLETION,
        .rung = STR("red"),
        .level = RUNG_LEVEL_RED,
        .rings_at_us = DUE_US,
        .due_at_us = DUE_US,
        .cleared_before = 1,
        .raised_at_us = DUE_US + 250000,
        .holder = recipients[0].party,
        .receiver = recipients[1].party,
        .accepted_unit = STR("510500-局"),
        .units_above = {units_above, 2},
        .recipients = recipients,
        .recipients_count = 4,
        .flags = SET_OF(ALERT_NOBODY_IN_ROLE) | SET_OF(ALERT_UNIT_UNKNOWN),
        .is_provisional = true,
        .policy = STR("sichuan-2025"),
        .policy_version = 1,
        .calendar_version = 5,
        .rules_version = 42,
        .explanation = STR(EXPLANATION),
    };
    alert.subject = event_subject(SUBJECT_CASE, alert.case_source, alert.case_number);
    memset(&alert.started_by, 0x5A, sizeof(alert.started_by));
    alert.id = alert_id(&alert);
    struct alert before = alert;
    before.cleared_before = 0;
    alert.supersedes = alert_id(&before);
    if (kind == ALERT_CLEARED) {
        alert.clears = alert.id;
        alert.id = alert_clear_id(alert.clears);
        alert.reason = CLEAR_CORRECTED;
        alert.cleared_at_us = alert.raised_at_us + INT64_C(3600000000);
    }
    return alert;
}

/* With nothing that may be left out, of a unit's year. */
static struct alert smallest(void)
{
    struct alert alert = {
        .kind = ALERT_RAISED,
        .subject_kind = SUBJECT_UNIT_YEAR,
        .case_source = STR("510500-局"),
        .case_number = STR("2025"),
        .clock = CLOCK_DISPATCH,
        .rung = STR("yellow"),
        .rings_at_us = DUE_US,
        .raised_at_us = DUE_US,
    };
    alert.subject = event_subject(SUBJECT_UNIT_YEAR, alert.case_source, alert.case_number);
    memset(&alert.started_by, 0x5A, sizeof(alert.started_by));
    alert.id = alert_id(&alert);
    return alert;
}

static void assert_party_equal(const struct party *a, const struct party *b)
{
    assert_true(str_eq(a->unit, b->unit) && str_eq(a->section, b->section));
    assert_true(str_eq(a->person, b->person));
    assert_int_equal(a->is_outside, b->is_outside);
}

static void assert_lists_equal(const struct alert *a, const struct alert *b)
{
    assert_int_equal(a->units_above.count, b->units_above.count);
    for (size_t i = 0; i < a->units_above.count; i++)
        assert_true(str_eq(a->units_above.items[i], b->units_above.items[i]));
    assert_int_equal(a->recipients_count, b->recipients_count);
    for (size_t i = 0; i < a->recipients_count; i++) {
        assert_int_equal(a->recipients[i].post, b->recipients[i].post);
        assert_int_equal(a->recipients[i].is_copy, b->recipients[i].is_copy);
        assert_party_equal(&a->recipients[i].party, &b->recipients[i].party);
    }
}

static void assert_alert_equal(const struct alert *a, const struct alert *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_true(uuid_eq(&a->id, &b->id) && uuid_eq(&a->subject, &b->subject));
    assert_int_equal(a->subject_kind, b->subject_kind);
    assert_true(str_eq(a->case_source, b->case_source) && str_eq(a->case_number, b->case_number));
    assert_true(uuid_eq(&a->started_by, &b->started_by) && str_eq(a->rung, b->rung));
    assert_true(a->clock == b->clock && a->level == b->level);
    assert_true(a->rings_at_us == b->rings_at_us && a->due_at_us == b->due_at_us);
    assert_true(a->cleared_before == b->cleared_before && a->raised_at_us == b->raised_at_us);
    assert_party_equal(&a->holder, &b->holder);
    assert_party_equal(&a->receiver, &b->receiver);
    assert_true(str_eq(a->accepted_unit, b->accepted_unit));
    assert_lists_equal(a, b);
    assert_true(a->flags == b->flags && a->is_provisional == b->is_provisional);
    assert_true(str_eq(a->policy, b->policy) && a->policy_version == b->policy_version);
    assert_true(a->calendar_version == b->calendar_version && a->rules_version == b->rules_version);
    assert_true(uuid_eq(&a->supersedes, &b->supersedes));
    assert_true(str_eq(a->explanation, b->explanation));
    assert_true(uuid_eq(&a->clears, &b->clears) && a->reason == b->reason);
    assert_int_equal(a->cleared_at_us, b->cleared_at_us);
}

static struct str packed(const struct alert *alert)
{
    struct err err = {0};
    struct str bytes = {0};
    if (alert_pack(alert, &test_arena, &bytes, &err) != OK)
        fail_msg("%s", err.text);
    return bytes;
}

static void the_bytes_of_another_language_are_ours(void **state)
{
    (void) state;
    static const struct {
        enum alert_kind kind;
        const char *name;
    } rows[] = {{ALERT_RAISED, "raised"}, {ALERT_CLEARED, "cleared"}};
    for (size_t i = 0; i < 2; i++) {
        struct err err = {0};
        const struct alert alert = sample(rows[i].kind);
        struct alert back;
        struct str json = {0};
        struct str bytes = file_fixture(rows[i].name, "bin", &test_arena);
        struct str line = file_fixture(rows[i].name, "json", &test_arena);
        assert_true(str_eq(packed(&alert), bytes));
        assert_int_equal(alert_unpack(bytes, &test_arena, &back, &err), OK);
        assert_alert_equal(&alert, &back);
        assert_int_equal(alert_to_json(&alert, &test_arena, &json, &err), OK);
        assert_true(str_eq(json, (struct str) {line.ptr, line.len - 1}));
    }
}

static void the_smallest_alert_comes_back_and_has_its_units_key(void **state)
{
    (void) state;
    struct err err = {0};
    const struct alert alert = smallest();
    struct alert back;
    struct str key = {0};
    assert_int_equal(alert_unpack(packed(&alert), &test_arena, &back, &err), OK);
    assert_alert_equal(&alert, &back);
    assert_int_equal(alert_key(&alert, &test_arena, &key, &err), OK);
    assert_true(str_eq(key, STR("unit/510500-局/2025")));
}

/* Confluent's frame: 0x00, four bytes of schema id, the message index. */
static void a_framed_alert_is_taken_out_of_its_frame(void **state)
{
    (void) state;
    struct err err = {0};
    const struct alert alert = smallest();
    struct str bytes = packed(&alert);
    char *framed = arena_alloc(&test_arena, bytes.len + 6);
    struct alert back;
    framed[4] = 9;
    memcpy(framed + 6, bytes.ptr, bytes.len);
    assert_int_equal(alert_unpack((struct str) {framed, bytes.len + 6}, &test_arena, &back, &err),
                     OK);
    assert_alert_equal(&alert, &back);
}

/* ---- what is refused, both ways ---- */

static void no_rung_name(struct alert *alert)
{
    alert->rung = STR("");
}
static void before_2000(struct alert *alert)
{
    alert->rings_at_us = 1;
}
static void another_subject(struct alert *alert)
{
    alert->case_number = STR("2025-000124");
}
static void nobodys_subject(struct alert *alert)
{
    alert->subject_kind = 0;
}
static void another_id(struct alert *alert)
{
    alert->id.bytes[0] ^= 1;
}
static void many_units_above(struct alert *alert)
{
    static struct str many[ALERT_UNITS_ABOVE_MAX + 1];
    alert->units_above = (struct codes) {many, ALERT_UNITS_ABOVE_MAX + 1};
}
static void many_recipients(struct alert *alert)
{
    static struct alert_recipient many[ALERT_RECIPIENTS_MAX + 1];
    alert->recipients = many;
    alert->recipients_count = ALERT_RECIPIENTS_MAX + 1;
}
static void a_recipient_of_no_unit(struct alert *alert)
{
    static const struct alert_recipient one = {.party = {.section = {"窗口", 6}}};
    alert->recipients = &one;
    alert->recipients_count = 1;
}
static void two_lines(struct alert *alert)
{
    alert->explanation = STR("办结\n限7个工作日");
}
static void a_long_explanation(struct alert *alert)
{
    static char long_text[ALERT_EXPLANATION_BYTES_MAX + 1];
    memset(long_text, '1', sizeof(long_text));
    alert->explanation = (struct str) {long_text, sizeof(long_text)};
}
static void a_policy_that_is_not_utf8(struct alert *alert)
{
    alert->policy = STR("\xFF");
}
static void no_reason(struct alert *alert)
{
    alert->reason = CLEAR_NONE;
}
static void anothers_clearing(struct alert *alert)
{
    alert->clears.bytes[0] ^= 1;
    alert->id = alert_clear_id(alert->clears);
}

static void what_no_door_would_let_in_is_not_packed(void **state)
{
    (void) state;
    static const struct {
        void (*spoil)(struct alert *);
        enum alert_kind kind;
        enum reason reason;
        const char *text;
    } rows[] = {
        {no_rung_name, ALERT_RAISED, REASON_MISSING, "rung.name is missing"},
        {before_2000, ALERT_RAISED, REASON_TIME, "header.occurred_at is outside 2000 to 2100"},
        {before_2000, ALERT_CLEARED, REASON_TIME, "rung.rings_at is outside 2000 to 2100"},
        {another_subject, ALERT_RAISED, REASON_SUBJECT, "header.subject does not follow"},
        {nobodys_subject, ALERT_RAISED, REASON_SUBJECT, "the subject is nobody's"},
        {another_id, ALERT_RAISED, REASON_ID, "header.event_id does not follow"},
        {another_id, ALERT_CLEARED, REASON_ID, "header.event_id does not follow"},
        {many_units_above, ALERT_RAISED, REASON_LENGTH, "raised.units_above has 17 items"},
        {many_recipients, ALERT_RAISED, REASON_LENGTH, "raised.recipients has 65 items"},
        {a_recipient_of_no_unit, ALERT_RAISED, REASON_MISSING, "recipient.party.unit is missing"},
        {two_lines, ALERT_RAISED, REASON_ENCODING, "raised.explanation holds NUL or a control"},
        {a_long_explanation, ALERT_RAISED, REASON_LENGTH, "raised.explanation has 1025 bytes"},
        {a_policy_that_is_not_utf8, ALERT_RAISED, REASON_ENCODING, "raised.policy is not UTF-8"},
        {no_reason, ALERT_CLEARED, REASON_MISSING, "cleared.reason is missing"},
        {anothers_clearing, ALERT_CLEARED, REASON_ID, "cleared.alert_id is not the id"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err err = {0};
        struct str bytes = {0};
        struct alert alert = sample(rows[i].kind);
        rows[i].spoil(&alert);
        assert_int_equal(alert_pack(&alert, &test_arena, &bytes, &err), REJECT);
        assert_int_equal(alert_to_json(&alert, &test_arena, &bytes, &err), REJECT);
        assert_int_equal(err.reason, rows[i].reason);
        if (strncmp(err.text, rows[i].text, strlen(rows[i].text)) != 0)
            fail_msg("'%s', not '%s'", err.text, rows[i].text);
        assert_null(bytes.ptr);
    }
}

/* A message as another program may send it, to be spoiled. */
static Shouwen__V1__Alert *message_of(const struct alert *alert)
{
    struct err err = {0};
    struct proto_memory memory;
    ProtobufCMessage *message = NULL;
    proto_memory_init(&memory, &test_arena, SIZE_MAX);
    assert_int_equal(
        proto_unpack(&shouwen__v1__alert__descriptor, packed(alert), &memory, &message, &err), OK);
    return (Shouwen__V1__Alert *) message;
}

static char empty[] = "";
static char crooked[] = "no-id";

static void without_a_kind(Shouwen__V1__Alert *message)
{
    message->event_case = SHOUWEN__V1__ALERT__EVENT__NOT_SET;
}
static void without_a_header(Shouwen__V1__Alert *message)
{
    message->header = NULL;
}
static void without_a_subject(Shouwen__V1__Alert *message)
{
    message->header->subject = empty;
}
static void without_a_rung(Shouwen__V1__Alert *message)
{
    message->raised->rung = NULL;
}
static void of_an_unknown_clock(Shouwen__V1__Alert *message)
{
    message->raised->rung->clock = 99;
}
static void of_no_level(Shouwen__V1__Alert *message)
{
    message->raised->rung->level = 0;
}
static void of_an_unknown_flag(Shouwen__V1__Alert *message)
{
    message->raised->flags[0] = 31;
}
static void to_an_unknown_post(Shouwen__V1__Alert *message)
{
    message->raised->recipients[1]->post = -1;
}
static void of_a_crooked_start(Shouwen__V1__Alert *message)
{
    message->raised->rung->start_event_id = crooked;
}
static void of_another_time(Shouwen__V1__Alert *message)
{
    message->header->occurred_at->seconds++;
}
static void of_a_crooked_time(Shouwen__V1__Alert *message)
{
    message->header->recorded_at->nanos = 1;
}

/* A field of the number 0 in two bytes, which protobuf-c lets in. */
static void put_number_0(ProtobufCMessage *message)
{
    static uint8_t data[] = {1, 'x', 0x82, 0x00, 1, 'x'}; /* behind an unknown one */
    static ProtobufCMessageUnknownField field = {
        .tag = 1000, .wire_type = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, .len = 6, .data = data};
    message->n_unknown_fields = 1;
    message->unknown_fields = &field;
}
static void with_number_0(Shouwen__V1__Alert *message)
{
    put_number_0(&message->base);
}
static void with_number_0_in_a_recipient(Shouwen__V1__Alert *message)
{
    put_number_0(&message->raised->recipients[1]->base);
}
static void with_number_0_in_the_rung(Shouwen__V1__Alert *message)
{
    put_number_0(&message->raised->rung->base);
}

static void assert_refused(Shouwen__V1__Alert *message, enum reason reason, const char *text)
{
    struct err err = {0};
    struct alert back;
    size_t len = shouwen__v1__alert__get_packed_size(message);
    uint8_t *bytes = malloc(len + 1);
    assert_non_null(bytes);
    struct str payload = {(const char *) bytes, shouwen__v1__alert__pack(message, bytes)};
    size_t mark = arena_mark(&test_arena);
    assert_int_equal(alert_unpack(payload, &test_arena, &back, &err), REJECT);
    assert_int_equal(arena_mark(&test_arena), mark);
    free(bytes);
    if (err.reason != reason || strncmp(err.text, text, strlen(text)) != 0)
        fail_msg("%s '%s', not '%s'", reason_name(err.reason), err.text, text);
}

static void what_another_program_says_wrongly_is_refused(void **state)
{
    (void) state;
    static const struct {
        void (*spoil)(Shouwen__V1__Alert *);
        enum reason reason;
        const char *text;
    } rows[] = {
        {without_a_kind, REASON_MISSING, "the message says no kind"},
        {without_a_header, REASON_MISSING, "header is missing"},
        {without_a_subject, REASON_SUBJECT, "the subject is nobody's"},
        {without_a_rung, REASON_MISSING, "raised.rung is missing"},
        {of_an_unknown_clock, REASON_UNKNOWN_VALUE, "rung.clock is 99"},
        {of_no_level, REASON_MISSING, "rung.level is missing"},
        {of_an_unknown_flag, REASON_UNKNOWN_VALUE, "raised.flags holds 31"},
        {to_an_unknown_post, REASON_UNKNOWN_VALUE, "recipient.post is -1"},
        {of_a_crooked_start, REASON_ID, "rung.start_event_id is not a canonical UUID"},
        {of_another_time, REASON_TIME, "header.occurred_at is not when the rung rings"},
        {of_a_crooked_time, REASON_RANGE, "header.recorded_at is finer than a microsecond"},
        {with_number_0, REASON_MALFORMED, "a field of Alert has the number 0"},
        {with_number_0_in_a_recipient, REASON_MALFORMED, "a field of Recipient has the number 0"},
        {with_number_0_in_the_rung, REASON_MALFORMED, "a field of Rung has the number 0"},
    };
    const struct alert alert = sample(ALERT_RAISED);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        Shouwen__V1__Alert *message = message_of(&alert);
        rows[i].spoil(message);
        assert_refused(message, rows[i].reason, rows[i].text);
    }
}

static void a_clearing_says_what_it_clears(void **state)
{
    (void) state;
    const struct alert alert = sample(ALERT_CLEARED);
    Shouwen__V1__Alert *message = message_of(&alert);
    Shouwen__V1__Raised *raised = message->cleared->raised;
    message->cleared->raised = NULL;
    assert_refused(message, REASON_MISSING, "cleared.raised is missing");
    message->cleared->raised = raised;
    message->cleared->raised_at->nanos = -1;
    assert_refused(message, REASON_RANGE, "cleared.raised_at has nanoseconds outside a second");
}

static void bytes_that_are_no_alert_are_refused(void **state)
{
    (void) state;
    static const struct {
        struct str payload;
        enum reason reason;
    } rows[] = {
        {{"", 0}, REASON_EMPTY},
        {{"\xFF", 1}, REASON_MALFORMED},
        {{"\x82\x01\x00", 3}, REASON_WRONG_TOPIC},   /* Accepted */
        {{"\x03\x04\x0a\x00", 4}, REASON_MALFORMED}, /* a group */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err err = {0};
        struct alert back;
        assert_int_equal(alert_unpack(rows[i].payload, &test_arena, &back, &err), REJECT);
        assert_int_equal(err.reason, rows[i].reason);
    }
}

static void a_small_arena_says_retry(void **state)
{
    (void) state;
    const struct alert alert = sample(ALERT_CLEARED);
    struct str bytes = packed(&alert);
    enum outcome outcomes[4] = {RETRY, RETRY, RETRY, RETRY};
    for (size_t size = 1; outcomes[0] + outcomes[1] + outcomes[2] + outcomes[3] != 0; size++) {
        struct err err = {0};
        struct arena small;
        struct alert back;
        struct str out;
        assert_int_equal(arena_init(&small, size, &err), OK);
        outcomes[0] = alert_unpack(bytes, &small, &back, &err);
        arena_reset(&small);
        outcomes[1] = alert_pack(&alert, &small, &out, &err);
        arena_reset(&small);
        outcomes[2] = alert_to_json(&alert, &small, &out, &err);
        arena_reset(&small);
        outcomes[3] = alert_key(&alert, &small, &out, &err);
        for (size_t i = 0; i < 4; i++)
            assert_true(outcomes[i] == OK || outcomes[i] == RETRY);
        arena_done(&small);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_bytes_of_another_language_are_ours),
        TEST(the_smallest_alert_comes_back_and_has_its_units_key),
        TEST(a_framed_alert_is_taken_out_of_its_frame),
        TEST(what_no_door_would_let_in_is_not_packed),
        TEST(what_another_program_says_wrongly_is_refused),
        TEST(a_clearing_says_what_it_clears),
        TEST(bytes_that_are_no_alert_are_refused),
        TEST(a_small_arena_says_retry),
    };
    return RUN(tests);
}
