/* cover -- see cover.h. */
#include "office/cover.h"

#include "base/civil.h"
#include "base/time.h"
#include "office/draft.h"
#include "sql.h"

enum { HOLDERS_MAX = 200 };

static void put_holder(struct draft *draft, const struct holder *holder, bool with_days,
                       const struct names *names)
{
    if (draft->len > 0)
        draft_word(draft, "\n");
    if (holder->person.len == 0)
        draft_word(draft, "空缺");
    else
        draft_put(draft, names_person(names, holder->person, holder->first_day));
    if (!with_days)
        return;
    draft_word(draft, "（");
    draft_day(draft, holder->first_day);
    draft_word(draft, "至");
    draft_day(draft, holder->last_day);
    draft_word(draft, "）");
}

/* The days of a holder, within the period. */
static struct holder within(const struct holder *holder, const struct period *period)
{
    struct holder cut = *holder;
    if (cut.first_day < period->first_day)
        cut.first_day = period->first_day;
    if (cut.last_day > period->last_day)
        cut.last_day = period->last_day;
    return cut;
}

struct str cover_holders(const struct holder *holders, size_t count, const struct period *period,
                         const struct names *names, struct arena *arena)
{
    struct draft draft;
    draft_begin(&draft, arena);
    int64_t next_day = period->first_day; /* that nobody is told of yet */
    for (size_t i = 0; i < count; i++) {
        struct holder holder = within(&holders[i], period);
        struct holder nobody = {.first_day = next_day, .last_day = holder.first_day - 1};
        if (nobody.first_day <= nobody.last_day)
            put_holder(&draft, &nobody, true, names);
        bool is_only = count == 1 && holder.first_day == period->first_day &&
                       holder.last_day == period->last_day;
        put_holder(&draft, &holder, !is_only, names);
        if (holder.last_day >= next_day)
            next_day = holder.last_day + 1;
    }
    struct holder nobody = {.first_day = next_day, .last_day = period->last_day};
    if (nobody.first_day <= nobody.last_day)
        put_holder(&draft, &nobody, count > 0, names);
    return draft_text(&draft);
}

static enum outcome read_holders(struct pg *pg, const struct names *names, struct arena *arena,
                                 struct cover *cover, struct err *err)
{
    struct pg_params *params = NULL;
    struct pg_rows rows;
    struct holder holders[HOLDERS_MAX];
    size_t count = 0;
    if (pg_params_new(1 << 16, &params, err) != OK)
        return err->outcome;
    pg_param_text(params, cover->is_master ? STR("master_post") : STR("section_post"));
    pg_param_text(params, cover->unit);
    pg_param_text(params, cover->section);
    pg_param_date(params, cover->days.first_day);
    pg_param_date(params, cover->days.last_day);
    enum outcome outcome = pg_exec(pg, SQL_DIRECTORY_HOLDERS, params, &rows, err);
    pg_params_free(params);
    if (outcome != OK)
        return err_wrap(err, "read who held the post");
    for (; count < rows.count && count < HOLDERS_MAX; count++)
        holders[count] = (struct holder) {
            .person = pg_rows_text(&rows, count, 0),
            .first_day = pg_rows_date(&rows, count, 1),
            .last_day =
                pg_rows_is_null(&rows, count, 2) ? INT64_MAX : pg_rows_date(&rows, count, 2),
        };
    cover->holders = cover_holders(holders, count, &cover->days, names, arena);
    pg_rows_done(&rows);
    return OK;
}

static struct str period_text(const struct period *period, struct arena *arena)
{
    struct draft draft;
    draft_begin(&draft, arena);
    if (period->is_whole_year || period->month != 0) {
        draft_number(&draft, period->year);
        draft_word(&draft, "年");
    }
    if (period->month != 0) {
        draft_number(&draft, period->month);
        draft_word(&draft, "月");
    } else if (!period->is_whole_year) {
        draft_day(&draft, period->first_day);
        draft_word(&draft, "至");
        draft_day(&draft, period->last_day);
    }
    return draft_text(&draft);
}

enum outcome cover_read(struct pg *pg, const struct names *names, struct arena *arena,
                        struct cover *cover, struct err *err)
{
    struct draft printed;
    int64_t day = cover->days.last_day;
    const struct name *dedicated = names_dedicated(names, cover->unit, day);
    cover->unit_name = names_unit(names, cover->unit, day);
    if (!cover->is_master)
        cover->section_name = names_section(names, cover->unit, cover->section, day);
    else if (dedicated != NULL)
        cover->section_name = dedicated->name;
    cover->period = period_text(&cover->days, arena);
    draft_begin(&printed, arena);
    draft_time(&printed, time_now_us(), PRECISION_INSTANT);
    cover->printed = draft_text(&printed);
    if (read_holders(pg, names, arena, cover, err) != OK)
        return err->outcome;
    if (arena->full)
        return err_set(err, RETRY, "no room for a cover in the arena");
    return OK;
}
