/* explain_print -- see explain_print.h. */
#include "explain_print.h"

#include <inttypes.h>

#include "base/civil.h"
#include "core/words.h"
#include "office/deadline_print.h"

static const char *const chinese[CLOCK_KINDS_COUNT] = {
#define CLOCK_KIND(NAME, name, chinese, start) [CLOCK_##NAME] = chinese,
#include "core/policy_words.def"
};

static void print_head(FILE *file, const struct explanation *explanation, const struct clock *clock)
{
    const struct life *life = explanation->life;
    const struct policy_row *row = clock->match.row;
    const struct party *holder = &clock->holder;
    struct str category =
        row->category == POLICY_ANY ? STR("any") : word_category((enum category) row->category);
    struct str channel =
        row->channel == POLICY_ANY ? STR("any") : word_channel((enum channel) row->channel);
    (void) fprintf(file, "\n%s (%s)", clock_kind_name(clock->kind), chinese[clock->kind]);
    if (clock->round != LIFE_NONE)
        (void) fprintf(file, ", round %" PRId32, clock->round + 1);
    (void) fprintf(file, ", of %.*s/%.*s/%.*s\n", STR_ARG(holder->unit), STR_ARG(holder->section),
                   STR_ARG(holder->person));
    (void) fprintf(file, "policy %.*s version %" PRId64 ", scope %.*s", STR_ARG(row->preset),
                   row->version, STR_ARG(word_policy_scope(row->scope)));
    if (row->unit.len > 0)
        (void) fprintf(file, " %.*s", STR_ARG(row->unit));
    (void) fprintf(file, ", category %.*s, channel %.*s", STR_ARG(category), STR_ARG(channel));
    if (row->priority.len > 0)
        (void) fprintf(file, ", priority %.*s", STR_ARG(row->priority));
    (void) fprintf(file, "; basis %.*s\n", STR_ARG(row->basis));
    if (clock->match.is_default)
        (void) fprintf(file,
                       "warning: no row of the policy is for %.*s/%.*s, so its default row rules\n",
                       STR_ARG(life->case_source), STR_ARG(life->case_number));
    if (explanation->rules->version > 0)
        (void) fprintf(file, "rules revision %" PRId64 "\n", explanation->rules->version);
}

static void print_request(FILE *file, const struct extended *extended)
{
    char text[CIVIL_TEXT_MAX];
    civil_text(extended->asked_at_us, text);
    (void) fprintf(file, "by %" PRId64 " %s, asked for %s", extended->amount,
                   limit_unit_name(extended->amount_unit), text);
    if (extended->approved_at_us == 0)
        return;
    civil_text(extended->approved_at_us, text);
    (void) fprintf(file, ", approved %s", text);
    if (extended->approver.len > 0)
        (void) fprintf(file, " by %.*s", STR_ARG(extended->approver));
}

static void print_extensions(FILE *file, const struct life *life, const struct rules *rules,
                             const struct clock *clock)
{
    const struct deadline *from = &clock->base; /* a pause may hold it */
    for (int32_t i = 0; i < clock->extensions_count; i++) {
        const struct clock_extension *extension = &clock->extensions[i];
        (void) fputs("extended ", file);
        print_request(file, &life_event(life, extension->fact)->extended);
        (void) fputc('\n', file);
        if (from->due_us != DEADLINE_NEVER_US)
            deadline_print(file, rules->calendar, &extension->timing);
        from = &extension->deadline;
    }
    for (int32_t i = 0; i < clock->refused_count; i++) {
        const struct clock_refused *refused = &clock->refused[i];
        (void) fputs("not extended ", file);
        print_request(file, &life_event(life, refused->fact)->extended);
        (void) fprintf(file, ": %s\n", clock_refusal_words(refused->why));
    }
}

/* What the limit, an order and the extensions make of it, one after the other. */
static void print_days(FILE *file, const struct life *life, const struct rules *rules,
                       const struct clock *clock)
{
    char text[DEADLINE_TEXT_MAX];
    const struct event *order = life_event(life, clock->ordered_by);
    if (order != NULL)
        (void) fprintf(file, "ordered by '%.*s'\n", STR_ARG(order->rectification_ordered.order_id));
    if (clock->is_due_ordered)
        (void) fprintf(file, "due %s\n", deadline_text(clock->deadline.due_us, text));
    else
        deadline_print(file, rules->calendar, &clock->timing);
    print_extensions(file, life, rules, clock);
}

static void print_end(FILE *file, const struct life *life, const struct clock *clock)
{
    char text[CIVIL_TEXT_MAX];
    if (clock->deadline.is_provisional)
        (void) fputs("provisional\n", file);
    (void) fprintf(file, "%s%s", clock_end_name(clock->end), clock->is_paused ? ", paused" : "");
    if (clock->stopped_by != LIFE_NONE) {
        civil_text(life_at_us(life, clock->stopped_by), text);
        (void) fprintf(file, " %s, %s, used %" PRId64 " %s, left %" PRId64, text,
                       clock_verdict_name(clock->verdict), clock->used,
                       limit_unit_name(clock->timing.limit_unit), clock->left);
    }
    (void) fputc('\n', file);
}

enum outcome explain_print(FILE *file, const struct explanation *explanation,
                           const struct clock *clock, struct err *err)
{
    char text[DEADLINE_TEXT_MAX];
    print_head(file, explanation, clock);
    print_days(file, explanation->life, explanation->rules, clock);
    print_end(file, explanation->life, clock);
    for (int32_t i = 0; i < clock->rungs_count; i++) {
        const struct clock_rung *rung = &clock->rungs[i];
        struct str recipients;
        if (!words_recipients(rung->recipients, explanation->arena, &recipients))
            return err_set(err, RETRY, "no room for the recipients of a rung");
        (void) fprintf(file, "rung %.*s %s to %.*s", STR_ARG(rung->name),
                       deadline_text(rung->at_us, text), STR_ARG(recipients));
        if (rung->at_us != rung->stands_us)
            (void) fprintf(file, "; quiet hours since %s", deadline_text(rung->stands_us, text));
        (void) fputc('\n', file);
    }
    return OK;
}
