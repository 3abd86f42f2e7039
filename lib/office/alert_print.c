/* alert_print -- see alert_print.h. */
#include "office/alert_print.h"

#include "office/alert_explain.h"

static const char *const clocks[CLOCK_KINDS_COUNT] = {
#define CLOCK_KIND(NAME, name, chinese, start) [CLOCK_##NAME] = chinese,
#include "core/policy_words.def"
};

static const char *const levels[RUNG_LEVELS_COUNT] = {
#define RUNG_LEVEL(NAME, name, chinese) [RUNG_LEVEL_##NAME] = chinese,
#include "core/policy_words.def"
};

static const char *const posts[RECIPIENTS_COUNT] = {
#define RECIPIENT(NAME, name, chinese) [RECIPIENT_##NAME] = chinese,
#include "core/policy_words.def"
};

static const char *const flags[ALERT_FLAGS_COUNT] = {
#define ALERT_FLAG(NAME, name, chinese) [ALERT_##NAME] = chinese,
#include "core/alert_words.def"
};

static const char *const reasons[CLEAR_REASONS_END] = {
#define CLEAR_REASON(NAME, name, chinese) [CLEAR_##NAME] = chinese,
#include "core/alert_words.def"
};

/* "zjj/fck/li", what there is of it. */
static void print_party(FILE *file, const struct party *party)
{
    const struct str parts[] = {party->unit, party->section, party->person};
    const char *between = "";
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (parts[i].len == 0)
            continue;
        (void) fprintf(file, "%s%.*s", between, STR_ARG(parts[i]));
        between = "/";
    }
}

static bool is_anybody(const struct party *party)
{
    return party->unit.len + party->section.len + party->person.len > 0;
}

static void print_matter(FILE *file, const struct alert *alert)
{
    char time[ALERT_TIME_MAX];
    (void) fprintf(file, "%s %s %.*s/%.*s", levels[alert->level], clocks[alert->clock],
                   STR_ARG(alert->case_source), STR_ARG(alert->case_number));
    if (is_anybody(&alert->holder)) {
        (void) fputs("，", file);
        print_party(file, &alert->holder);
        (void) fputs("承办", file);
    }
    if (is_anybody(&alert->receiver)) {
        (void) fputs("，", file);
        print_party(file, &alert->receiver);
        (void) fputs("首问", file);
    }
    if (alert->due_at_us != 0)
        (void) fprintf(file, "，%s到期", alert_time(alert->due_at_us, true, time));
}

static void print_recipient(FILE *file, const struct alert_recipient *recipient)
{
    (void) fputs(posts[recipient->post], file);
    if (recipient->party.person.len > 0)
        (void) fprintf(file, "%.*s", STR_ARG(recipient->party.person));
    else if (recipient->post == RECIPIENT_LEAD_DEPARTMENT && recipient->party.unit.len > 0)
        (void) fprintf(file, "%.*s", STR_ARG(recipient->party.unit));
    else
        (void) fputs("（空缺）", file);
}

static void print_recipients(FILE *file, const struct alert *alert, bool are_copies)
{
    const char *between = are_copies ? "；抄送" : "；告知";
    for (size_t i = 0; i < alert->recipients_count; i++) {
        if (alert->recipients[i].is_copy != are_copies)
            continue;
        (void) fputs(between, file);
        print_recipient(file, &alert->recipients[i]);
        between = "、";
    }
}

static void print_id(FILE *file, const char *word, const struct uuid *id)
{
    char text[UUID_TEXT_LEN + 1];
    uuid_text(id, text);
    (void) fprintf(file, "；%s%s", word, text);
}

static void print_raised(FILE *file, const struct alert *alert)
{
    char time[ALERT_TIME_MAX];
    (void) fprintf(file, "%s ", alert_time(alert->rings_at_us, false, time));
    print_matter(file, alert);
    print_recipients(file, alert, false);
    print_recipients(file, alert, true);
    for (size_t i = 0; i < ALERT_FLAGS_COUNT; i++)
        if ((alert->flags & SET_OF(i)) != 0)
            (void) fprintf(file, "；%s", flags[i]);
    if (alert->explanation.len > 0)
        (void) fprintf(file, "；%.*s", STR_ARG(alert->explanation));
    print_id(file, "编号", &alert->id);
    if (!uuid_is_zero(&alert->supersedes))
        print_id(file, "替代", &alert->supersedes);
}

static void print_cleared(FILE *file, const struct alert *alert)
{
    char time[ALERT_TIME_MAX];
    (void) fprintf(file, "%s 撤销 ", alert_time(alert->cleared_at_us, false, time));
    print_matter(file, alert);
    (void) fprintf(file, "；%s", reasons[alert->reason]);
    print_id(file, "原编号", &alert->clears);
}

void alert_print(FILE *file, const struct alert *alert)
{
    if (alert->kind == ALERT_RAISED)
        print_raised(file, alert);
    else
        print_cleared(file, alert);
    (void) fputc('\n', file);
}

bool alert_passes(const struct alert *alert, const struct alert_filter *filter)
{
    if (alert->level < filter->level)
        return false;
    bool passes = filter->unit.len == 0 || str_eq(alert->holder.unit, filter->unit);
    for (size_t i = 0; !passes && i < alert->recipients_count; i++)
        passes = str_eq(alert->recipients[i].party.unit, filter->unit);
    for (size_t i = 0; !passes && filter->is_under && i < alert->units_above.count; i++)
        passes = str_eq(alert->units_above.items[i], filter->unit);
    return passes;
}
