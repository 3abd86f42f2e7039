/* changes_print -- see changes_print.h. */
#include "changes_print.h"

#include <inttypes.h>
#include <string.h>

#include "base/civil.h"
#include "office/listing.h"

/* ---- the causes ---- */

static void print_event(const struct change_event *event, FILE *out)
{
    char occurred[CIVIL_TEXT_MAX];
    char recorded[CIVIL_TEXT_MAX];
    civil_text(event->occurred_at_us, occurred);
    civil_text(event->recorded_at_us, recorded);
    (void) fprintf(out, "        %-10s %s of %s, recorded %s (%.*s %.*s)\n",
                   change_why_name(event->why), event_kind_name(event->kind), occurred, recorded,
                   STR_ARG(event->source), STR_ARG(event->source_ref));
}

/* Of the difference in these counters. */
static void print_causes(const struct change *change, uint64_t counters, FILE *out)
{
    for (size_t i = 0; i < change->events_count; i++)
        if ((change->events[i].counters & counters) != 0)
            print_event(&change->events[i], out);
    if ((change->rest & counters) == 0)
        return;
    if (change->events_left > 0)
        (void) fprintf(out, "        %-10s %zu of its events stay in it no longer\n", "gone",
                       change->events_left);
    if (change->is_by_rules)
        (void) fprintf(out, "        %-10s what was there then counts otherwise under these\n",
                       "rules");
    if (change->is_by_program)
        (void) fprintf(out, "        %-10s what was there then is counted by another version\n",
                       "program");
    if (change->is_retold)
        (void) fprintf(out, "        %-10s an event that was there reads differently\n", "retold");
    if (change->is_arrived)
        (void) fprintf(out, "        %-10s recorded before the cut-off, and read after it\n",
                       "arrived");
}

static void print_difference(enum counter counter, const struct change *change, FILE *out)
{
    if (counter != COUNTERS_COUNT && change->differences[counter] != 0)
        (void) fprintf(out, "  %s %+" PRId64, counter_name(counter), change->differences[counter]);
}

static bool is_behind(const struct formula_row *row, const struct change *change)
{
    return change->differences[row->numerator] != 0 || change->differences[row->denominator] != 0;
}

static void print_changes(const struct changes_page *page, const struct formula_row *row, FILE *out)
{
    uint64_t counters = UINT64_C(1) << row->numerator | UINT64_C(1) << row->denominator;
    for (const struct change *change = page->changes->first; change != NULL;
         change = change->next) {
        if (!is_behind(row, change))
            continue;
        (void) fprintf(out, "    %.*s/%.*s", STR_ARG(change->case_source),
                       STR_ARG(change->case_number));
        print_difference(row->numerator, change, out);
        print_difference(row->denominator, change, out);
        (void) fprintf(out, "\n");
        print_causes(change, counters, out);
    }
}

/* ---- items ---- */

/* "4 / 5  80.00%  24.00" */
static void print_count(const struct score_item *item, FILE *out)
{
    char rate[SCORE_TEXT_MAX];
    char points[SCORE_TEXT_MAX];
    (void) fprintf(out, "%" PRId64 " / %" PRId64, item->count.numerator, item->count.denominator);
    if (item->is_rated)
        (void) fprintf(out, "  %s%%  %s", score_hundredths_text(item->rate, rate),
                       score_hundredths_text(item->points, points));
    else
        (void) fprintf(out, "  not rated");
}

static void print_item(const struct changes_page *page, size_t at, FILE *out)
{
    const struct formula_row *row = &page->scored->file.formula.rows[at];
    const struct score_item *then = &page->edition->items[at];
    const struct score_item *now = &page->scored->score.items[at];
    (void) fprintf(out, "%-22.*s published ", STR_ARG(row->item));
    print_count(then, out);
    (void) fprintf(out, "  now ");
    if (then->count.numerator == now->count.numerator &&
        then->count.denominator == now->count.denominator)
        (void) fprintf(out, "the same");
    else
        print_count(now, out);
    (void) fprintf(out, "\n");
    print_changes(page, row, out);
}

/* ---- decisions ---- */

/* Decisions are what was decided: compared by all that is told of them. */
static bool has_decision(const struct score_adjustment *list, size_t count,
                         const struct score_adjustment *asked)
{
    for (size_t i = 0; i < count; i++)
        if (uuid_eq(&list[i].event_id, &asked->event_id) &&
            list[i].points_hundredths == asked->points_hundredths)
            return true;
    return false;
}

static void print_decision(const char *what, const struct score_adjustment *decision, FILE *out)
{
    char day[LISTING_DAY_TEXT_MAX];
    char points[SCORE_TEXT_MAX];
    (void) fprintf(out, "    %-12s %s  %.*s/%.*s  %.*s, approved by %.*s  %s\n", what,
                   listing_day_text(decision->day, day), STR_ARG(decision->case_source),
                   STR_ARG(decision->case_number), STR_ARG(decision->reason),
                   STR_ARG(decision->approver),
                   score_hundredths_text(decision->points_hundredths, points));
}

static void print_decisions(const struct changes_page *page, FILE *out)
{
    const struct edition *edition = page->edition;
    const struct scored *scored = page->scored;
    char text[2][SCORE_TEXT_MAX];
    (void) fprintf(out, "%-22s published %s  now %s\n", "deductions and bonuses",
                   score_hundredths_text(edition->adjustment, text[0]),
                   score_hundredths_text(scored->score.adjustment, text[1]));
    for (size_t i = 0; i < scored->decisions.count; i++)
        if (!has_decision(edition->adjustments, edition->adjustments_count,
                          &scored->adjustments[i]))
            print_decision("came since", &scored->adjustments[i], out);
    for (size_t i = 0; i < edition->adjustments_count; i++)
        if (!has_decision(scored->adjustments, scored->decisions.count, &edition->adjustments[i]))
            print_decision("taken back", &edition->adjustments[i], out);
}

/* ---- all of it ---- */

static void print_rules(const struct changes_page *page, FILE *out)
{
    (void) fprintf(out, "rules                  published under revision %" PRId64 ", now %" PRId64,
                   page->edition->rules_version, page->rules_version);
    for (size_t r = 0; r < page->rules->count; r++)
        (void) fprintf(out, "%s%.*s", r == 0 ? ": " : ", ",
                       STR_ARG(pg_rows_text(page->rules, r, 1)));
    (void) fprintf(out, "\n");
}

static void print_end(const struct changes_page *page, FILE *out)
{
    const struct edition *edition = page->edition;
    const struct score *score = &page->scored->score;
    char text[2][SCORE_TEXT_MAX];
    (void) fprintf(out, "%-22s published %s  now %s\n", "final",
                   edition->is_rated ? score_hundredths_text(edition->final, text[0]) : "not rated",
                   score->is_rated ? score_hundredths_text(score->final, text[1]) : "not rated");
    (void) fprintf(out, "%-22s published %.*s  now %s\n", "grade", STR_ARG(edition->grade),
                   score->is_rated ? grade_chinese(score->grade) : "");
    if (page->changes->count == 0)
        (void) fprintf(out, "no matter behind it counts otherwise\n");
    else
        (void) fprintf(out, "%zu matters behind it count otherwise\n", page->changes->count);
}

void changes_print(const struct changes_page *page, FILE *out)
{
    const struct edition *edition = page->edition;
    char at[CIVIL_TEXT_MAX];
    civil_text(edition->cut_off_us, at);
    (void) fprintf(out, "edition %" PRId64 ", published %s", edition->number, at);
    if (edition->frozen_by.len > 0)
        (void) fprintf(out, " by %.*s", STR_ARG(edition->frozen_by));
    (void) fprintf(out, " as %.*s\n", STR_ARG(edition->frozen_as));
    print_rules(page, out);
    for (size_t i = 0; i < page->scored->file.formula.rows_count; i++)
        print_item(page, i, out);
    print_decisions(page, out);
    print_end(page, out);
}
