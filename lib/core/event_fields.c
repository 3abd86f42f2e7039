/* event_fields -- see event_fields.h. */
#include "core/event_fields.h"

#include <assert.h>

enum { AMOUNT_MAX = 1000000, ROWS_MAX = 1000000, POINTS_MAX = 1000000, RESULT_LENGTH_MAX = 65536 };

#define AT(member) offsetof(struct event, member)

/* clang-format off */
/* Those that frame an event where it is packed, and then those that are packed like a kind's. */
static const struct event_field header[] = {
    {"event_id",        FIELD_UUID, AT(id),              0, true},
    {"case_source",     FIELD_CODE, AT(case_source),     CODE_BYTES_MAX, true},
    {"case_number",     FIELD_CODE, AT(case_number),     CODE_BYTES_MAX, true},
    {"occurred_at",     FIELD_TIME, AT(occurred_at_us),  0, true},
    {"recorded_at",     FIELD_TIME, AT(recorded_at_us),  0, true},
    {"correlation_id",  FIELD_CODE, AT(correlation_id),  CODE_BYTES_MAX, false},
    {"precision",       FIELD_ENUM, AT(precision),       PRECISIONS_END, true},
    {"source",          FIELD_CODE, AT(source),          CODE_BYTES_MAX, true},
    {"own_number",      FIELD_CODE, AT(own_number),      CODE_BYTES_MAX, false},
    {"source_ref",      FIELD_CODE, AT(source_ref),      CODE_BYTES_MAX, false},
    {"source_sequence", FIELD_INT,  AT(source_sequence), INT64_MAX, false},
    {"actor",           FIELD_CODE, AT(actor),           CODE_BYTES_MAX, false},
    {"texts",           FIELD_SET,  AT(texts),           TEXT_FIELDS_END, false},
};
enum { HEADER_FRAME = 6 };

static const struct event_field accepted[] = {
    {"unit",        FIELD_CODE,   AT(accepted.unit),        CODE_BYTES_MAX, true},
    {"section",     FIELD_CODE,   AT(accepted.section),     CODE_BYTES_MAX, true},
    {"receiver",    FIELD_CODE,   AT(accepted.receiver),    CODE_BYTES_MAX, false},
    {"channel",     FIELD_ENUM,   AT(accepted.channel),     CHANNELS_END, false},
    {"category",    FIELD_ENUM,   AT(accepted.category),    CATEGORIES_END, false},
    {"has_name",    FIELD_BOOL,   AT(accepted.has_name),    0, false},
    {"has_contact", FIELD_BOOL,   AT(accepted.has_contact), 0, false},
    {"has_content", FIELD_BOOL,   AT(accepted.has_content), 0, false},
    {"against",     FIELD_PARTY,  AT(accepted.against),     0, false},
    {"asked_at",    FIELD_TIME,   AT(accepted.asked_at_us), 0, false},
    {"priority",    FIELD_CODE,   AT(accepted.priority),    CODE_BYTES_MAX, false},
};

static const struct event_field amended[] = {
    {"receiver",    FIELD_CODE,   AT(amended.receiver),    CODE_BYTES_MAX, false},
    {"channel",     FIELD_ENUM,   AT(amended.channel),     CHANNELS_END, false},
    {"category",    FIELD_ENUM,   AT(amended.category),    CATEGORIES_END, false},
    {"has_name",    FIELD_ENUM,   AT(amended.has_name),    ANSWERS_END, false},
    {"has_contact", FIELD_ENUM,   AT(amended.has_contact), ANSWERS_END, false},
    {"has_content", FIELD_ENUM,   AT(amended.has_content), ANSWERS_END, false},
    {"against",     FIELD_PARTY,  AT(amended.against),     0, false},
    {"priority",    FIELD_CODE,   AT(amended.priority),    CODE_BYTES_MAX, false},
};

static const struct event_field supplemented[] = {
    {"channel", FIELD_ENUM,   AT(supplemented.channel), CHANNELS_END, false},
};

static const struct event_field transferred[] = {
    {"from",   FIELD_PARTY,  AT(transferred.from),   0, false},
    {"to",     FIELD_PARTY,  AT(transferred.to),     0, true},
    {"reason", FIELD_CODE,   AT(transferred.reason), CODE_BYTES_MAX, false},
};

static const struct event_field signed_for[] = {
    {"by", FIELD_PARTY,  AT(signed_for.by), 0, true},
};

static const struct event_field returned[] = {
    {"from",   FIELD_PARTY,  AT(returned.from),   0, false},
    {"to",     FIELD_PARTY,  AT(returned.to),     0, false},
    {"reason", FIELD_CODE,   AT(returned.reason), CODE_BYTES_MAX, false},
};

static const struct event_field contacted[] = {
    {"by",      FIELD_PARTY,  AT(contacted.by),      0, false},
    {"mode",    FIELD_ENUM,   AT(contacted.mode),    CONTACT_MODES_END, false},
    {"reached", FIELD_BOOL,   AT(contacted.reached), 0, false},
};

static const struct event_field progressed[] = {
    {"by", FIELD_PARTY,  AT(progressed.by), 0, false},
};

static const struct event_field paused[] = {
    {"pause_id", FIELD_CODE,   AT(paused.pause_id), CODE_BYTES_MAX, false},
    {"reason",   FIELD_CODE,   AT(paused.reason),   CODE_BYTES_MAX, false},
    {"approver", FIELD_CODE,   AT(paused.approver), CODE_BYTES_MAX, false},
    {"by",       FIELD_PARTY,  AT(paused.by),       0, false},
};

static const struct event_field resumed[] = {
    {"pause_id", FIELD_CODE,   AT(resumed.pause_id), CODE_BYTES_MAX, false},
    {"by",       FIELD_PARTY,  AT(resumed.by),       0, false},
};

static const struct event_field extended[] = {
    {"asked_at",    FIELD_TIME,   AT(extended.asked_at_us),    0, true},
    {"approved_at", FIELD_TIME,   AT(extended.approved_at_us), 0, false},
    {"approver",    FIELD_CODE,   AT(extended.approver),       CODE_BYTES_MAX, false},
    {"amount",      FIELD_INT,    AT(extended.amount),         AMOUNT_MAX, true},
    {"amount_unit", FIELD_ENUM,   AT(extended.amount_unit),    LIMIT_UNITS_END, true},
    {"reason",      FIELD_CODE,   AT(extended.reason),         CODE_BYTES_MAX, false},
    {"by",          FIELD_PARTY,  AT(extended.by),             0, false},
};

static const struct event_field completed[] = {
    {"by",            FIELD_PARTY,  AT(completed.by),            0, false},
    {"on_behalf_of",  FIELD_PARTY,  AT(completed.on_behalf_of),  0, false},
    {"solved",        FIELD_ENUM,   AT(completed.solved),        ANSWERS_END, false},
    {"result_digest", FIELD_DIGEST, AT(completed.result_digest), 0, false},
    {"result_length", FIELD_INT,    AT(completed.result_length), RESULT_LENGTH_MAX, false},
};

static const struct event_field callback_made[] = {
    {"by",      FIELD_PARTY,  AT(callback_made.by),      0, false},
    {"attempt", FIELD_INT,    AT(callback_made.attempt), 1000, false},
    {"outcome", FIELD_ENUM,   AT(callback_made.outcome), CALLBACK_OUTCOMES_END, true},
    {"mode",    FIELD_ENUM,   AT(callback_made.mode),    CONTACT_MODES_END, false},
    {"solved",  FIELD_ENUM,   AT(callback_made.solved),  ANSWERS_END, false},
};

static const struct event_field rated[] = {
    {"satisfaction", FIELD_ENUM,   AT(rated.satisfaction), SATISFACTIONS_END, true},
    {"own_level",    FIELD_CODE,   AT(rated.own_level),    CODE_BYTES_MAX, false},
    {"own_scale",    FIELD_CODE,   AT(rated.own_scale),    CODE_BYTES_MAX, false},
    {"rater",        FIELD_ENUM,   AT(rated.rater),        RATERS_END, false},
    {"is_default",   FIELD_BOOL,   AT(rated.is_default),   0, false},
    {"solved",       FIELD_ENUM,   AT(rated.solved),       ANSWERS_END, false},
};

static const struct event_field reopened[] = {
    {"by",     FIELD_PARTY,  AT(reopened.by),     0, false},
    {"reason", FIELD_CODE,   AT(reopened.reason), CODE_BYTES_MAX, false},
};

static const struct event_field withdrawn[] = {
    {"by",       FIELD_PARTY,  AT(withdrawn.by),       0, false},
    {"reason",   FIELD_CODE,   AT(withdrawn.reason),   CODE_BYTES_MAX, false},
    {"approver", FIELD_CODE,   AT(withdrawn.approver), CODE_BYTES_MAX, false},
};

static const struct event_field merged[] = {
    {"into",        FIELD_UUID,   AT(merged.into),        0, true},
    {"into_source", FIELD_CODE,   AT(merged.into_source), CODE_BYTES_MAX, true},
    {"into_number", FIELD_CODE,   AT(merged.into_number), CODE_BYTES_MAX, true},
    {"by",          FIELD_PARTY,  AT(merged.by),          0, false},
    {"approver",    FIELD_CODE,   AT(merged.approver),    CODE_BYTES_MAX, false},
};

static const struct event_field year_opened[] = {
    {"unit", FIELD_CODE,   AT(year_opened.unit), CODE_BYTES_MAX, true},
    {"year", FIELD_INT,    AT(year_opened.year), 2100, true},
};

static const struct event_field opinion_recorded[] = {
    {"role",   FIELD_ENUM,   AT(opinion_recorded.role),   OPINION_ROLES_END, true},
    {"by",     FIELD_PARTY,  AT(opinion_recorded.by),     0, false},
    {"agrees", FIELD_ENUM,   AT(opinion_recorded.agrees), ANSWERS_END, false},
};

static const struct event_field spot_checked[] = {
    {"checkers",     FIELD_SET,    AT(spot_checked.checkers),     CHECKERS_END, true},
    {"checked_by",   FIELD_CODES,  AT(spot_checked.checked_by),   CODES_COUNT_MAX, false},
    {"satisfaction", FIELD_ENUM,   AT(spot_checked.satisfaction), SATISFACTIONS_END, false},
    {"finding",      FIELD_ENUM,   AT(spot_checked.finding),      FINDINGS_END, false},
    {"solved",       FIELD_ENUM,   AT(spot_checked.solved),       ANSWERS_END, false},
    {"about",        FIELD_PARTY,  AT(spot_checked.about),        0, false},
    {"sample",       FIELD_CODE,   AT(spot_checked.sample),       CODE_BYTES_MAX, false},
};

static const struct event_field rectification_ordered[] = {
    {"order_id",   FIELD_CODE,   AT(rectification_ordered.order_id),   CODE_BYTES_MAX, true},
    {"about",      FIELD_PARTY,  AT(rectification_ordered.about),      0, false},
    {"by",         FIELD_PARTY,  AT(rectification_ordered.by),         0, false},
    {"due_at",     FIELD_TIME,   AT(rectification_ordered.due_at_us),  FIELD_TIME_MAY_LIE_AHEAD, false},
    {"limit",      FIELD_INT,    AT(rectification_ordered.limit),      AMOUNT_MAX, false},
    {"limit_unit", FIELD_ENUM,   AT(rectification_ordered.limit_unit), LIMIT_UNITS_END, false},
    {"basis",      FIELD_CODE,   AT(rectification_ordered.basis),      CODE_BYTES_MAX, false},
};

static const struct event_field rectification_done[] = {
    {"order_id", FIELD_CODE,   AT(rectification_done.order_id), CODE_BYTES_MAX, true},
    {"by",       FIELD_PARTY,  AT(rectification_done.by),       0, false},
    {"accepted", FIELD_ENUM,   AT(rectification_done.accepted), ANSWERS_END, false},
};

static const struct event_field urged[] = {
    {"number", FIELD_CODE,   AT(urged.number), CODE_BYTES_MAX, true},
    {"issuer", FIELD_PARTY,  AT(urged.issuer), 0, false},
    {"to",     FIELD_PARTY,  AT(urged.to),     0, false},
};

static const struct event_field explained[] = {
    {"number", FIELD_CODE,   AT(explained.number), CODE_BYTES_MAX, true},
    {"by",     FIELD_PARTY,  AT(explained.by),     0, false},
};

static const struct event_field notice_issued[] = {
    {"number",  FIELD_CODE,   AT(notice_issued.number),  CODE_BYTES_MAX, true},
    {"issuer",  FIELD_PARTY,  AT(notice_issued.issuer),  0, false},
    {"about",   FIELD_PARTY,  AT(notice_issued.about),   0, false},
    {"finding", FIELD_ENUM,   AT(notice_issued.finding), FINDINGS_END, false},
};

static const struct event_field inspected[] = {
    {"mode",      FIELD_ENUM,   AT(inspected.mode),      INSPECTION_MODES_END, true},
    {"finding",   FIELD_ENUM,   AT(inspected.finding),   FINDINGS_END, true},
    {"inspector", FIELD_PARTY,  AT(inspected.inspector), 0, false},
    {"about",     FIELD_PARTY,  AT(inspected.about),     0, false},
    {"number",    FIELD_CODE,   AT(inspected.number),    CODE_BYTES_MAX, false},
};

static const struct event_field training_held[] = {
    {"mode",             FIELD_ENUM,   AT(training_held.mode),             TRAINING_MODES_END, true},
    {"organiser",        FIELD_ENUM,   AT(training_held.organiser),        ORGANISERS_END, false},
    {"headcount",        FIELD_INT,    AT(training_held.headcount),        ROWS_MAX, false},
    {"persons",          FIELD_CODES,  AT(training_held.persons),          CODES_COUNT_MAX, false},
    {"section",          FIELD_CODE,   AT(training_held.section),          CODE_BYTES_MAX, false},
    {"is_for_newcomers", FIELD_BOOL,   AT(training_held.is_for_newcomers), 0, false},
};

static const struct event_field checklist_evidence[] = {
    {"item",     FIELD_INT,    AT(checklist_evidence.item),     17, true},
    {"parts",    FIELD_SET,    AT(checklist_evidence.parts),    EVIDENCE_PARTS_END, false},
    {"section",  FIELD_CODE,   AT(checklist_evidence.section),  CODE_BYTES_MAX, false},
    {"person",   FIELD_CODE,   AT(checklist_evidence.person),   CODE_BYTES_MAX, false},
    {"document", FIELD_CODE,   AT(checklist_evidence.document), CODE_BYTES_MAX, false},
};

static const struct event_field book_reported[] = {
    {"section", FIELD_CODE,   AT(book_reported.section), CODE_BYTES_MAX, true},
    {"month",   FIELD_INT,    AT(book_reported.month),   12, true},
    {"rows",    FIELD_INT,    AT(book_reported.rows),    ROWS_MAX, false},
    {"is_nil",  FIELD_BOOL,   AT(book_reported.is_nil),  0, false},
    {"by",      FIELD_CODE,   AT(book_reported.by),      CODE_BYTES_MAX, false},
};

static const struct event_field points_adjusted[] = {
    {"points_hundredths", FIELD_SIGNED, AT(points_adjusted.points_hundredths), POINTS_MAX, true},
    {"about",             FIELD_PARTY,  AT(points_adjusted.about),             0, false},
    {"reason",            FIELD_CODE,   AT(points_adjusted.reason),            CODE_BYTES_MAX, true},
    {"approver",          FIELD_CODE,   AT(points_adjusted.approver),          CODE_BYTES_MAX, true},
    {"basis",             FIELD_CODE,   AT(points_adjusted.basis),             CODE_BYTES_MAX, false},
};

static const struct event_field voided[] = {
    {"event_id",   FIELD_UUID,   AT(voided.event_id),   0, false},
    {"source_ref", FIELD_CODE,   AT(voided.source_ref), CODE_BYTES_MAX, false},
    {"reason",     FIELD_CODE,   AT(voided.reason),     CODE_BYTES_MAX, false},
    {"by",         FIELD_PARTY,  AT(voided.by),         0, false},
    {"approver",   FIELD_CODE,   AT(voided.approver),   CODE_BYTES_MAX, false},
};

static const struct event_field erased[] = {
    {"approver", FIELD_CODE,   AT(erased.approver), CODE_BYTES_MAX, false},
};
/* clang-format on */

static const struct event_fields tables[EVENT_KINDS_COUNT] = {
#define EVENT_KIND(NAME, member, topic, subject) {member, sizeof(member) / sizeof(member[0])},
#include "core/event_kinds.def"
#undef EVENT_KIND
};

struct event_fields event_fields_of(enum event_kind kind)
{
    assert(kind < EVENT_KINDS_COUNT);
    return tables[kind];
}

struct event_fields event_fields_header(void)
{
    return (struct event_fields) {header, sizeof(header) / sizeof(header[0])};
}

struct event_fields event_fields_packed_header(void)
{
    return (struct event_fields) {header + HEADER_FRAME,
                                  sizeof(header) / sizeof(header[0]) - HEADER_FRAME};
}
