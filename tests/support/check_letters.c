/* check_letters -- see check.h: is everything that was set aside in exactly one letter, and does
 * every letter have its reason in the log? */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/tool.h"

enum { PLACE_TEXT_MAX = 384, QUERY_MAX = 2048 };

/* ---- loading ---- */

/* The topic of a full name, "shouwen.inquiry". */
static enum topic topic_from(const struct check *check, const char *full)
{
    enum topic topic = TOPICS_COUNT;
    size_t len = strlen(check->prefix);
    if (strncmp(full, check->prefix, len) != 0 || full[len] != '.' ||
        !topic_find(str_from(full + len + 1), &topic))
        return TOPICS_COUNT;
    return topic;
}

static struct str bytes_of(const PGresult *result, int row, int column)
{
    size_t len = 0;
    if (PQgetisnull(result, row, column))
        return (struct str) {0};
    unsigned char *bytes =
        PQunescapeBytea((const unsigned char *) PQgetvalue(result, row, column), &len);
    if (bytes == NULL)
        tool_die("no memory for a letter");
    struct str kept = tool_keep((struct str) {.ptr = (const char *) bytes, .len = len});
    PQfreemem(bytes);
    return kept;
}

static void add_letter(struct check *check, const PGresult *result, int row)
{
    struct check_letter letter = {
        .topic = topic_from(check, PQgetvalue(result, row, 0)),
        .partition = (int32_t) strtol(PQgetvalue(result, row, 1), NULL, 10),
        .offset = strtoll(PQgetvalue(result, row, 2), NULL, 10),
        .is_personal = PQgetvalue(result, row, 5)[0] == 't',
        .key = bytes_of(result, row, 6),
        .payload = bytes_of(result, row, 7),
    };
    if (!uuid_parse(str_from(PQgetvalue(result, row, 3)), &letter.event_id))
        tool_die("a letter's event id is \"%s\"", PQgetvalue(result, row, 3));
    (void) snprintf(letter.reason, sizeof(letter.reason), "%s", PQgetvalue(result, row, 4));
    if (letter.is_personal && PQgetvalue(result, row, 8)[0] != 't')
        check_broken(check, "I1", "the bytes of the letter %s %d @%lld are nowhere",
                     PQgetvalue(result, row, 0), (int) letter.partition, (long long) letter.offset);
    check->letters = tool_grow(check->letters, check->letters_count, &check->letters_capacity,
                               sizeof(check->letters[0]));
    check->letters[check->letters_count++] = letter;
}

static int compare_places(const struct check_letter *a, const struct check_letter *b)
{
    if (a->topic != b->topic)
        return a->topic < b->topic ? -1 : 1;
    if (a->partition != b->partition)
        return a->partition < b->partition ? -1 : 1;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

static int compare_letters(const void *a, const void *b)
{
    int order = compare_places(a, b);
    return order != 0 ? order
                      : uuid_compare(&((const struct check_letter *) a)->event_id,
                                     &((const struct check_letter *) b)->event_id);
}

static int compare_by_event(const void *a, const void *b)
{
    return uuid_compare(&(*(struct check_letter *const *) a)->event_id,
                        &(*(struct check_letter *const *) b)->event_id);
}

void check_letters_load(struct check *check)
{
    char sql[QUERY_MAX];
    PGconn *connection = check_connect(check);
    (void) snprintf(sql, sizeof(sql),
                    "SELECT l.topic, l.partition, l.\"offset\", l.event_id, l.reason, "
                    "l.is_personal, coalesce(c.key, l.key), coalesce(c.payload, l.payload), "
                    "c.projection IS NOT NULL "
                    "FROM stream.dead_letter AS l LEFT JOIN citizen.dead_letter AS c "
                    "USING (projection, topic, partition, \"offset\", event_id) "
                    "WHERE l.projection = '%s'",
                    check->projection->name);
    PGresult *result = check_query(connection, sql);
    check->letters_count = 0;
    for (int row = 0; row < PQntuples(result); row++)
        add_letter(check, result, row);
    PQclear(result);
    PQfinish(connection);
    free(check->by_event);
    check->by_event = tool_alloc((check->letters_count + 1) * sizeof(struct check_letter *));
    if (check->letters_count == 0)
        return;
    qsort(check->letters, check->letters_count, sizeof(check->letters[0]), compare_letters);
    for (size_t i = 0; i < check->letters_count; i++)
        check->by_event[i] = &check->letters[i];
    qsort(check->by_event, check->letters_count, sizeof(struct check_letter *), compare_by_event);
}

/* ---- records that are no events ---- */

/* The first letter at a record's place, or NULL. */
static struct check_letter *letter_at(const struct check *check, const struct record *record)
{
    const struct check_letter wanted = {
        .topic = record->topic, .partition = record->partition, .offset = record->offset};
    size_t low = 0;
    size_t high = check->letters_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_places(&check->letters[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there =
        low < check->letters_count && compare_places(&check->letters[low], &wanted) == 0;
    return is_there ? &check->letters[low] : NULL;
}

static void explain_bad(struct check *check, const struct check_record *bad)
{
    const struct record *record = &bad->record;
    struct check_letter *letter = letter_at(check, record);
    if (letter == NULL) {
        check_broken(check, "I1", "%s[%d] @%lld (%s) is in no letter", topic_name(record->topic),
                     (int) record->partition, (long long) record->offset, reason_name(bad->reason));
        return;
    }
    letter->is_explained = true;
    if (strcmp(letter->reason, reason_name(bad->reason)) != 0)
        check_broken(check, "I1", "%s[%d] @%lld is set aside for %s, and is %s",
                     topic_name(record->topic), (int) record->partition, (long long) record->offset,
                     letter->reason, reason_name(bad->reason));
    if (!str_eq(letter->payload, record->payload) || !str_eq(letter->key, record->key))
        check_broken(check, "I1", "the letter of %s[%d] @%lld has other bytes than the record",
                     topic_name(record->topic), (int) record->partition,
                     (long long) record->offset);
}

/* Set aside by PostgreSQL: an event all the same, that no file may hold. */
static void explain_refused(struct check *check, struct check_record *record)
{
    struct check_letter *letter = letter_at(check, &record->record);
    const struct check_letter *end = check->letters + check->letters_count;
    record->is_refused = false;
    for (; letter != NULL && letter < end && letter->topic == record->record.topic &&
           letter->partition == record->record.partition && letter->offset == record->record.offset;
         letter++) {
        if (strcmp(letter->reason, reason_name(REASON_DATABASE)) != 0)
            continue;
        letter->is_explained = true;
        record->is_refused = true;
    }
}

void check_letters_of_records(struct check *check)
{
    for (size_t i = 0; i < check->records_count; i++) {
        if (check->records[i].is_event)
            explain_refused(check, &check->records[i]);
        else
            explain_bad(check, &check->records[i]);
    }
}

/* ---- events that did not stay ---- */

static struct check_letter **first_of_event(const struct check *check, const struct uuid *id)
{
    size_t low = 0;
    size_t high = check->letters_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (uuid_compare(&check->by_event[middle]->event_id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return &check->by_event[low];
}

/* Does the letter hold this very content?  It has the record's bytes, or the event said anew. */
static bool holds(struct check *check, const struct check_letter *letter, struct str content,
                  const struct event *event)
{
    struct event said;
    struct err err;
    const struct record record = {
        .topic = event_kind_topic(event->kind),
        .timestamp_us = INT64_MAX / 4, /* its time was judged when it came */
        .is_log_append_time = true,
        .key = letter->key,
        .payload = letter->payload,
    };
    size_t mark = arena_mark(&check->arena);
    bool is_it = event_decode(&record, &check->arena, &said, &err) == OK &&
                 uuid_eq(&said.subject, &event->subject) &&
                 str_eq(check_content(check, &said), content);
    arena_rewind(&check->arena, mark);
    return is_it;
}

/* How many letters say that this content did not stay. */
static size_t count_letters(struct check *check, const struct event *event)
{
    struct str content = check_content(check, event);
    struct check_letter **at = first_of_event(check, &event->id);
    struct check_letter **end = check->by_event + check->letters_count;
    size_t count = 0;
    for (; at < end && uuid_eq(&(*at)->event_id, &event->id); at++) {
        bool is_of_set = strcmp((*at)->reason, reason_name(REASON_CONFLICT)) == 0 ||
                         strcmp((*at)->reason, reason_name(REASON_DISPLACED)) == 0;
        if (!is_of_set || !holds(check, *at, content, event))
            continue;
        (*at)->is_explained = true;
        count++;
    }
    return count;
}

void check_letters_of_set(struct check *check, const struct check_set *set)
{
    char id[UUID_TEXT_LEN + 1];
    if (check->letters_count == 0 && set->losers_count == 0)
        return;
    for (size_t i = 0; i < set->losers_count; i++) {
        uuid_text(&set->losers[i]->id, id);
        if (count_letters(check, set->losers[i]) == 0)
            check_broken(check, "I1", "a content of event %s did not stay, and is in no letter",
                         id);
    }
    for (size_t i = 0; i < set->kept_count; i++) {
        uuid_text(&set->kept[i]->id, id);
        if (count_letters(check, set->kept[i]) > 0)
            check_broken(check, "I1", "event %s is in its file and in a letter too", id);
    }
}

/* ---- the rest ---- */

static int compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *) a, *(const struct str *) b);
}

void check_letters_rest(struct check *check)
{
    for (size_t i = 0; i < check->letters_count; i++) {
        const struct check_letter *letter = &check->letters[i];
        char id[UUID_TEXT_LEN + 1];
        char place[PLACE_TEXT_MAX];
        uuid_text(&letter->event_id, id);
        const char *topic = letter->topic == TOPICS_COUNT ? "?" : topic_name(letter->topic);
        (void) snprintf(place, sizeof(place), "%s/%s.%s/%d/%lld/%s", check->projection->name,
                        check->prefix, topic, (int) letter->partition, (long long) letter->offset,
                        id);
        const struct str wanted = str_from(place);
        if (!letter->is_explained)
            check_broken(check, "I1", "the letter %s (%s) has no cause in the log", place,
                         letter->reason);
        if (check->relayed_count == 0 || bsearch(&wanted, check->relayed, check->relayed_count,
                                                 sizeof(wanted), compare_texts) == NULL)
            check_broken(check, "I1", "the letter %s was never relayed", place);
    }
}
