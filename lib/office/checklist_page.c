/* checklist_page -- see checklist_page.h. */
#include "office/checklist_page.h"

#include <inttypes.h>

#include "core/table.h"
#include "office/listing.h"
#include "sql.h"
#include "wire/records.h"

static const struct {
    struct str state;
    const char *words;
} states[] = {
    {{"done", 4}, "已完成"},
    {{"partly", 6}, "部分完成"},
    {{"missing", 7}, "未完成"},
    {{"not_asked", 9}, "不作要求"},
};
enum { STATES_COUNT = sizeof(states) / sizeof(states[0]) };

/* The columns of schemas/queries/sheet_items.sql. */
enum { YEAR = 1, ON_DAY, ITEM, NAME, STATE, EVIDENCE = 8, SHOWN_ON, MISSING, NOT_ASKED };

static struct checklist_item item_of(const struct pg_rows *rows, size_t row)
{
    return (struct checklist_item) {
        .item = pg_rows_bigint(rows, row, ITEM),
        .name = pg_rows_text(rows, row, NAME),
        .state = pg_rows_text(rows, row, STATE),
        .evidence = pg_rows_text(rows, row, EVIDENCE),
        .missing = pg_rows_text(rows, row, MISSING),
        .not_asked = pg_rows_text(rows, row, NOT_ASKED),
        .shown_on =
            pg_rows_is_null(rows, row, SHOWN_ON) ? DAY_NONE : pg_rows_date(rows, row, SHOWN_ON),
    };
}

enum outcome checklist_page_read(struct pg *pg, struct pg_params *params,
                                 struct checklist_page *page, struct err *err)
{
    pg_params_reset(params);
    pg_param_text(params, page->unit);
    if (page->day == DAY_NONE)
        pg_param_null(params);
    else
        pg_param_date(params, page->day);
    if (pg_exec(pg, SQL_SHEET_ITEMS, params, &page->rows, err) != OK)
        return err_wrap(err, "read the checklist");
    for (size_t r = 0; r < page->rows.count && r < CHECKLIST_PAGE_MAX; r++) {
        page->year = pg_rows_bigint(&page->rows, r, YEAR);
        page->day = pg_rows_date(&page->rows, r, ON_DAY);
        page->items[page->count++] = item_of(&page->rows, r);
    }
    return OK;
}

void checklist_page_done(struct checklist_page *page)
{
    pg_rows_done(&page->rows);
    *page = (struct checklist_page) {.count = 0};
}

const char *checklist_state_words(struct str state)
{
    size_t i = 0;
    while (i + 1 < STATES_COUNT && !str_eq(states[i].state, state))
        i++;
    return states[i].words;
}

size_t checklist_page_count(const struct checklist_page *page, struct str state)
{
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++)
        count += str_eq(page->items[i].state, state);
    return count;
}

static void put_line(const char *word, struct str text, FILE *out)
{
    if (text.len > 0)
        (void) fprintf(out, "      %s：%.*s\n", word, STR_ARG(text));
}

void checklist_page_text(const struct checklist_page *page, FILE *out)
{
    char day[LISTING_DAY_TEXT_MAX];
    (void) fprintf(out, "%.*s 首问责任制工作清单 %" PRId64 " 年，截至 %s\n",
                   STR_ARG(page->unit_name), page->year, listing_day_text(page->day, day));
    for (size_t i = 0; i < STATES_COUNT; i++)
        (void) fprintf(out, "%s%s %zu 项", i == 0 ? "" : "，", states[i].words,
                       checklist_page_count(page, states[i].state));
    (void) fprintf(out, "\n\n");
    for (size_t i = 0; i < page->count; i++) {
        const struct checklist_item *item = &page->items[i];
        (void) fprintf(out, "  %2" PRId64 "  %.*s  %s\n", item->item, STR_ARG(item->name),
                       checklist_state_words(item->state));
        put_line("已有", item->evidence, out);
        put_line("缺", item->missing, out);
        put_line("尚不要求", item->not_asked, out);
    }
}

void checklist_page_records(const struct checklist_page *page, bool is_json, FILE *out)
{
    static const struct record_column columns[] = {
        {"unit", "单位代码"},      {"unit_name", "单位"},     {"on_day", "截至"},
        {"item", "清单序号"},      {"item_name", "清单事项"}, {"state", "完成情况"},
        {"evidence", "佐证材料"},  {"shown_on", "佐证日期"},  {"missing", "所缺部分"},
        {"not_asked", "尚不要求"},
    };
    struct records records;
    char day[LISTING_DAY_TEXT_MAX];
    records_begin(&records, out, columns, sizeof(columns) / sizeof(columns[0]), is_json);
    for (size_t i = 0; i < page->count; i++) {
        const struct checklist_item *item = &page->items[i];
        records_put(&records, page->unit);
        records_put(&records, page->unit_name);
        records_put(&records, str_from(listing_day_text(page->day, day)));
        records_put_number(&records, item->item);
        records_put(&records, item->name);
        records_put(&records, is_json ? item->state : str_from(checklist_state_words(item->state)));
        records_put(&records, item->evidence);
        records_put(&records, item->shown_on == DAY_NONE
                                  ? (struct str) {0}
                                  : str_from(listing_day_text(item->shown_on, day)));
        records_put(&records, item->missing);
        records_put(&records, item->not_asked);
    }
}
