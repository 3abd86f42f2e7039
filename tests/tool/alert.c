/*
 * alert -- puts alerts into their topic, as the program that fires them does.
 *
 *   alert <<'END'
 *   number=2025-1 unit=zjj section=fck person=li level=red due=2025-03-15T00:00:00+08:00
 * above=fu,shi number=2025-1 unit=zjj level=red due=2025-03-15T00:00:00+08:00 clear=corrected END
 *
 * A line an alert, words of name=value in any order; what is left out has a value: source hotline,
 * clock completion, level red (and the rung of that name), due 2025-03-15T00:00:00+08:00, nobody
 * above.  told=POST:UNIT/PERSON,... names who is told, cleared=N how many were cleared before.
 * Prints the ids.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/time.h"
#include "core/words.h"
#include "io/kafka_out.h"
#include "office/policy_lines.h"
#include "support/tool.h"
#include "wire/alert_codec.h"

enum { LINE_MAX_BYTES = 4096, ITEMS_MAX = 16, ARENA_BYTES = 4 << 20, ANSWER_MS = 30000 };

/* One line being read. */
struct making {
    struct alert alert;
    struct str above[ITEMS_MAX];
    struct alert_recipient told[ITEMS_MAX];
};

static struct str cut(struct str *rest, char mark)
{
    const char *at = rest->len == 0 ? NULL : memchr(rest->ptr, mark, rest->len);
    struct str head = {.ptr = rest->ptr, .len = at == NULL ? rest->len : (size_t) (at - rest->ptr)};
    size_t taken = at == NULL ? head.len : head.len + 1;
    *rest = (struct str) {.ptr = rest->ptr + taken, .len = rest->len - taken};
    return head;
}

static size_t word_of(const struct listing_word *words, struct str text)
{
    size_t place = listing_word_find(words, text);
    if (words[place].word == NULL)
        tool_die("'%.*s' is no word of its list", STR_ARG(text));
    return place;
}

static void read_above(struct making *making, struct str list)
{
    size_t count = 0;
    while (list.len > 0 && count < ITEMS_MAX)
        making->above[count++] = cut(&list, ',');
    making->alert.units_above = (struct codes) {making->above, count};
}

static void read_told(struct making *making, struct str list)
{
    size_t count = 0;
    while (list.len > 0 && count < ITEMS_MAX) {
        struct str party = cut(&list, ',');
        struct str post = cut(&party, ':');
        struct alert_recipient *told = &making->told[count++];
        told->post = (enum recipient) word_of(policy_recipients, post);
        told->party.unit = cut(&party, '/');
        told->party.person = party;
    }
    making->alert.recipients = making->told;
    making->alert.recipients_count = count;
}

static enum clear_reason reason_of(struct str text)
{
    for (enum clear_reason reason = CLEAR_NONE; reason < CLEAR_REASONS_END; reason++)
        if (reason != CLEAR_NONE && str_eq(word_clear_reason(reason), text))
            return reason;
    tool_die("'%.*s' is no reason", STR_ARG(text));
}

static void read_level(struct alert *alert, struct str text)
{
    alert->level = (enum rung_level) word_of(policy_levels, text);
    alert->rung = text;
}

static void read_word(struct making *making, struct str word)
{
    struct alert *alert = &making->alert;
    struct str value = word;
    struct str name = cut(&value, '=');
    if (str_eq(name, STR("source")))
        alert->case_source = value;
    else if (str_eq(name, STR("number")))
        alert->case_number = value;
    else if (str_eq(name, STR("unit")))
        alert->holder.unit = value;
    else if (str_eq(name, STR("section")))
        alert->holder.section = value;
    else if (str_eq(name, STR("person")))
        alert->holder.person = value;
    else if (str_eq(name, STR("clock")))
        alert->clock = (enum clock_kind) word_of(policy_clocks, value);
    else if (str_eq(name, STR("level")))
        read_level(alert, value);
    else if (str_eq(name, STR("due")) && civil_parse(value, &alert->due_at_us))
        alert->rings_at_us = alert->due_at_us;
    else if (str_eq(name, STR("cleared")))
        alert->cleared_before = strtoll(value.ptr, NULL, 10);
    else if (str_eq(name, STR("clear")))
        alert->reason = reason_of(value);
    else if (str_eq(name, STR("above")))
        read_above(making, value);
    else if (str_eq(name, STR("told")))
        read_told(making, value);
    else
        tool_die("'%.*s' is not understood", STR_ARG(word));
}

static void finish(struct alert *alert)
{
    alert->subject = event_subject(SUBJECT_CASE, alert->case_source, alert->case_number);
    memset(&alert->started_by, 0x5a, sizeof(alert->started_by));
    alert->accepted_unit = alert->holder.unit;
    alert->raised_at_us = alert->rings_at_us + 250000;
    alert->kind = alert->reason == CLEAR_NONE ? ALERT_RAISED : ALERT_CLEARED;
    alert->id = alert_id(alert);
    if (alert->kind == ALERT_RAISED)
        return;
    alert->clears = alert->id;
    alert->id = alert_clear_id(alert->clears);
    alert->cleared_at_us = alert->raised_at_us + 60 * CIVIL_SECOND_US;
}

static void read_line(struct str line, struct making *making)
{
    *making = (struct making) {.alert = {
                                   .subject_kind = SUBJECT_CASE,
                                   .case_source = STR("hotline"),
                                   .clock = CLOCK_COMPLETION,
                                   .rung = STR("red"),
                                   .level = RUNG_LEVEL_RED,
                                   .rings_at_us = INT64_C(1741968000000000),
                                   .due_at_us = INT64_C(1741968000000000),
                                   .policy = STR("sichuan-2025"),
                                   .policy_version = 1,
                                   .calendar_version = 5,
                                   .explanation = STR("办结限7个工作日"),
                               }};
    while (line.len > 0) {
        struct str word = cut(&line, ' ');
        if (word.len > 0)
            read_word(making, word);
    }
    finish(&making->alert);
}

static void must(enum outcome outcome, const struct err *err)
{
    if (outcome != OK)
        tool_die("%s", err->text);
}

static void delivered(void *context, const struct kafka_delivery *delivery, enum outcome outcome,
                      const struct err *err)
{
    (void) context;
    (void) delivery;
    must(outcome, err);
}

static void send(struct kafka_out *out, const struct alert *alert, struct arena *arena)
{
    struct err err;
    char id[UUID_TEXT_LEN + 1];
    struct kafka_message message = {.topic = TOPIC_ALERT, .partition = KAFKA_BY_KEY};
    arena_reset(arena);
    must(alert_pack(alert, arena, &message.value, &err), &err);
    must(alert_key(alert, arena, &message.key, &err), &err);
    must(kafka_out_send(out, &message, ANSWER_MS, &err), &err);
    uuid_text(&alert->id, id);
    (void) printf("%s\n", id);
}

int main(void)
{
    static struct making making;
    const struct kafka_out_options options = {
        .bootstrap_servers = tool_env("SHOUWEN_KAFKA_BOOTSTRAP_SERVERS"),
        .topic_prefix = "shouwen",
        .client_id = "alert",
    };
    const struct kafka_out_hooks hooks = {.delivered = delivered};
    struct kafka_out *out = NULL;
    struct err err;
    char line[LINE_MAX_BYTES];
    struct arena arena = tool_arena(ARENA_BYTES);
    must(kafka_out_open(&options, &hooks, &out, &err), &err);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        struct str text = {line, strcspn(line, "\n")};
        if (text.len == 0)
            continue;
        read_line(text, &making);
        send(out, &making.alert, &arena);
    }
    must(kafka_out_flush(out, ANSWER_MS, &err), &err);
    kafka_out_close(out);
    return 0;
}
