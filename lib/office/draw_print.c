/* draw_print -- see draw_print.h. */
#include "office/draw_print.h"

#include <inttypes.h>

#include "base/civil.h"
#include "core/words.h"
#include "office/listing.h"
#include "office/sheet_words.h"
#include "wire/records.h"

static const char *rating_of(enum satisfaction satisfaction)
{
    return satisfaction == 0 ? "未评价" : sheet_satisfactions[satisfaction];
}

static struct str section_name(const struct draw_page *page, struct str section)
{
    return names_section(page->names, page->unit, section, page->days->last_day);
}

static const char *day_of(int64_t at_us, char text[LISTING_DAY_TEXT_MAX])
{
    return listing_day_text(civil_day_of(at_us), text);
}

/* ---- text ---- */

static void put_head(const struct draw_page *page, FILE *out)
{
    char first[LISTING_DAY_TEXT_MAX];
    char last[LISTING_DAY_TEXT_MAX];
    (void) fprintf(out, "抽查样本 %.*s  %.*s\n", STR_ARG(page->sample),
                   STR_ARG(names_unit(page->names, page->unit, page->days->last_day)));
    (void) fprintf(out,
                   "%s 至 %s 办结的首问事项（现场模拟办事和已清除个人信息的除外）%" PRId64
                   " 件，抽取 %" PRId64 " 件，种子 %" PRId64 "\n",
                   listing_day_text(page->days->first_day, first),
                   listing_day_text(page->days->last_day, last), page->draw->population,
                   page->draw->drawn, page->seed);
}

static void put_stratum(const struct draw_page *page, const struct draw_stratum *stratum, FILE *out)
{
    (void) fprintf(out, "\n%.*s  %s  %" PRId64 " 件抽 %" PRId64 " 件\n",
                   STR_ARG(section_name(page, stratum->section)), rating_of(stratum->satisfaction),
                   stratum->population, stratum->drawn);
    for (size_t i = stratum->first; i < stratum->first + (size_t) stratum->drawn; i++) {
        const struct draw_label *label = &page->labels[page->draw->order[i]];
        char day[LISTING_DAY_TEXT_MAX];
        (void) fprintf(
            out, "  %.*s/%.*s  %s 办结  首问责任人 %.*s\n", STR_ARG(label->source),
            STR_ARG(label->number), day_of(label->completed_us, day),
            STR_ARG(names_person(page->names, label->receiver, civil_day_of(label->completed_us))));
    }
}

void draw_print_text(const struct draw_page *page, FILE *out)
{
    put_head(page, out);
    for (size_t s = 0; s < page->draw->strata_count; s++)
        put_stratum(page, &page->draw->strata[s], out);
}

/* ---- a table ---- */

static const struct record_column columns[] = {
    {"sample", "样本"},
    {"number", "序号"},
    {"unit", "单位代码"},
    {"section", "科室代码"},
    {"section_name", "科室"},
    {"satisfaction", "群众满意度"},
    {"case_source", "来源"},
    {"case_number", "编号"},
    {"receiver", "首问责任人代码"},
    {"receiver_name", "首问责任人"},
    {"completed_on", "办结日期"},
    {"case_id", "事项标识"},
};

static void put_case(const struct draw_page *page, struct records *records,
                     const struct draw_stratum *stratum, uint32_t item)
{
    const struct draw_label *label = &page->labels[item];
    char day[LISTING_DAY_TEXT_MAX];
    char id[UUID_TEXT_LEN + 1];
    uuid_text(&page->cases[item].id, id);
    records_put(records, stratum->section);
    records_put(records, section_name(page, stratum->section));
    records_put(records, records->is_json ? word_satisfaction(stratum->satisfaction)
                                          : str_from(rating_of(stratum->satisfaction)));
    records_put(records, label->source);
    records_put(records, label->number);
    records_put(records, label->receiver);
    records_put(records,
                names_person(page->names, label->receiver, civil_day_of(label->completed_us)));
    records_put(records, str_from(day_of(label->completed_us, day)));
    records_put(records, str_from(id));
}

void draw_print_records(const struct draw_page *page, bool is_json, FILE *out)
{
    struct records records;
    int64_t number = 0;
    records_begin(&records, out, columns, sizeof(columns) / sizeof(columns[0]), is_json);
    for (size_t s = 0; s < page->draw->strata_count; s++) {
        const struct draw_stratum *stratum = &page->draw->strata[s];
        for (size_t i = 0; i < (size_t) stratum->drawn; i++) {
            records_put(&records, page->sample);
            records_put_number(&records, ++number);
            records_put(&records, page->unit);
            put_case(page, &records, stratum, page->draw->order[stratum->first + i]);
        }
    }
}
