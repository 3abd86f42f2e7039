/* event_check -- the rules an event must keep, whoever made it; see event_codec.h. */
#include <assert.h>
#include <string.h>

#include "base/civil.h"
#include "wire/event_codec.h"
#include "wire/event_door.h"
#include "wire/fields_check.h"

static bool is_year(struct str text)
{
    return text.len == 4 && ((text.ptr[0] == '2' && text.ptr[1] == '0' && text.ptr[2] >= '0' &&
                              text.ptr[2] <= '9' && text.ptr[3] >= '0' && text.ptr[3] <= '9') ||
                             memcmp(text.ptr, "2100", 4) == 0);
}

static enum outcome check_owned(const struct event *event, struct err *err)
{
    if (event->subject_kind != SUBJECT_CASE && event->subject_kind != SUBJECT_UNIT_YEAR)
        return err_reason(err, REJECT, REASON_SUBJECT, "the subject is nobody's");
    return OK;
}

static enum outcome check_subject(const struct event *event, struct err *err)
{
    if (event->subject_kind == SUBJECT_UNIT_YEAR && !is_year(event->case_number))
        return err_reason(err, REJECT, REASON_SUBJECT,
                          "header.case_number '%.*s' is no year from 2000 to 2100",
                          STR_ARG(event->case_number));
    struct uuid subject =
        event_subject(event->subject_kind, event->case_source, event->case_number);
    if (!uuid_eq(&subject, &event->subject))
        return err_reason(err, REJECT, REASON_SUBJECT,
                          "header.subject does not follow from '%.*s' and '%.*s'",
                          STR_ARG(event->case_source), STR_ARG(event->case_number));
    return OK;
}

static enum outcome check_owner(const struct event *event, struct err *err)
{
    static const char *const owners[] = {
        [SUBJECT_CASE] = "a case", [SUBJECT_UNIT_YEAR] = "a unit's year"};
    enum subject_kind wanted = event_kind_subject(event->kind);
    if (check_owned(event, err) != OK)
        return REJECT;
    if (wanted == SUBJECT_EITHER || wanted == event->subject_kind)
        return OK;
    return err_reason(err, REJECT, REASON_SUBJECT, "%s is an event of %s, not of %s",
                      event_kind_name(event->kind), owners[wanted], owners[event->subject_kind]);
}

enum outcome event_header_check(const struct event *event, int64_t latest_us, struct err *err)
{
    const struct fields_named header = {"header", event_fields_header()};
    enum outcome outcome = fields_check(&header, latest_us, event, err);
    if (outcome == OK)
        outcome = check_owned(event, err);
    if (outcome == OK)
        outcome = check_subject(event, err);
    return outcome;
}

/* ---- what a kind's fields mean together ---- */

static enum outcome check_merged(const struct event *event, struct err *err)
{
    struct uuid parent =
        event_subject(SUBJECT_CASE, event->merged.into_source, event->merged.into_number);
    if (!uuid_eq(&parent, &event->merged.into))
        return err_reason(err, REJECT, REASON_SUBJECT,
                          "merged.into does not follow from '%.*s' and '%.*s'",
                          STR_ARG(event->merged.into_source), STR_ARG(event->merged.into_number));
    return OK;
}

static enum outcome check_year_opened(const struct event *event, struct err *err)
{
    int64_t year = 0;
    for (size_t i = 0; i < event->case_number.len; i++)
        year = year * 10 + (event->case_number.ptr[i] - '0');
    if (!str_eq(event->year_opened.unit, event->case_source) || event->year_opened.year != year)
        return err_reason(err, REJECT, REASON_SUBJECT,
                          "year_opened.unit and year are not those of the subject");
    return OK;
}

static enum outcome check_rectification_ordered(const struct event *event, struct err *err)
{
    const struct rectification_ordered *ordered = &event->rectification_ordered;
    if (ordered->limit != 0 && ordered->limit_unit == 0)
        return err_reason(err, REJECT, REASON_MISSING,
                          "rectification_ordered.limit_unit is missing, and its limit wants one");
    return OK;
}

static enum outcome check_voided(const struct event *event, struct err *err)
{
    if (uuid_is_zero(&event->voided.event_id) && event->voided.source_ref.len == 0)
        return err_reason(err, REJECT, REASON_MISSING,
                          "voided.event_id or voided.source_ref is missing");
    return OK;
}

typedef enum outcome check_kind(const struct event *, struct err *);
static check_kind *const check_by_kind[EVENT_KINDS_COUNT] = {
    [EVENT_MERGED] = check_merged,
    [EVENT_YEAR_OPENED] = check_year_opened,
    [EVENT_RECTIFICATION_ORDERED] = check_rectification_ordered,
    [EVENT_VOIDED] = check_voided,
};

enum outcome event_check(const struct event *event, int64_t now_us, struct err *err)
{
    assert(event->kind < EVENT_KINDS_COUNT);
    const int64_t latest_us = now_us + CIVIL_DAY_US;
    const struct fields_named own = {event_kind_name(event->kind), event_fields_of(event->kind)};
    const struct fields_named header = {"header", event_fields_header()};
    enum outcome outcome = fields_check(&header, latest_us, event, err);
    if (outcome == OK)
        outcome = fields_check(&own, latest_us, event, err);
    if (outcome == OK)
        outcome = check_owner(event, err);
    if (outcome == OK)
        outcome = check_subject(event, err);
    if (outcome == OK && check_by_kind[event->kind] != NULL)
        outcome = check_by_kind[event->kind](event, err);
    return outcome;
}
