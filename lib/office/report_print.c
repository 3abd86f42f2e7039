/* report_print -- see report_print.h. */
#include "office/report_print.h"

#include <inttypes.h>

#include "base/civil.h"
#include "core/score.h"
#include "office/listing.h"
#include "office/score_print.h"

/* A figure of one topic, and what people call it. */
struct figure {
    const char *name;
    const char *words;
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct figure channels[] = {
    {"channel_call", "来电"},        {"channel_visit", "来访"},       {"channel_letter", "来信"},
    {"channel_mailbox", "局长信箱"}, {"channel_hotline", "政务热线"}, {"channel_other", "其他"},
    {"channel_unknown", "未填"},
};

static const struct figure categories[] = {
    {"category_consultation", "咨询事项"},
    {"category_service", "办理事情"},
    {"category_problem", "问题反映"},
    {"category_complaint", "投诉"},
    {"category_other", "其他"},
    {"category_unclassified", "未分类"},
};

static const struct figure handlings[] = {
    {"handling_own", "本人本科室办理"},
    {"handling_other_section", "转交其他科室办理"},
    {"handling_other_unit", "转交其他单位办理"},
};

static const struct figure statuses[] = {
    {"status_completed", "已办结"}, {"status_open", "办理中"}, {"status_withdrawn", "已撤回"},
    {"status_merged", "已并案"},    {"reopened", "其中重办"},  {"mock_visits", "其中现场模拟办事"},
};

static const struct figure modes[] = {
    {"assembly", "大会集中讲"},
    {"section", "科室小组学"},
    {"self_study", "个人自学"},
    {"reminder", "常态化提醒"},
};

static const struct figure inspections[] = {
    {"unannounced", "四不两直"},
    {"mock_visit", "现场模拟办事"},
    {"covert", "暗访"},
    {"other", "其他"},
};

/* ---- figures ---- */

static int64_t figure_of(const struct report_page *page, const char *topic, const char *name)
{
    for (size_t r = 0; r < page->figures->count; r++)
        if (str_eq(pg_rows_text(page->figures, r, 0), str_from(topic)) &&
            str_eq(pg_rows_text(page->figures, r, 1), str_from(name)))
            return pg_rows_bigint(page->figures, r, 2);
    return 0;
}

/* Of the master ledger: what was asked here first, and what came from elsewhere. */
static int64_t of_book(const struct report_page *page, const char *name)
{
    return figure_of(page, "first", name) + figure_of(page, "transferred_in", name);
}

static int64_t counter_of(const struct report_page *page, enum counter counter)
{
    return figure_of(page, "counter", counter_name(counter));
}

/* "80.00%"; of nothing no rate. */
static const char *rate_text(int64_t numerator, int64_t denominator, char text_out[SCORE_TEXT_MAX])
{
    const struct score_count count = {.numerator = numerator, .denominator = denominator};
    char rate[SCORE_TEXT_MAX];
    if (denominator <= 0)
        return "无";
    (void) snprintf(text_out, SCORE_TEXT_MAX, "%s%%",
                    score_hundredths_text(score_rate(&count), rate));
    return text_out;
}

/* ---- tables ---- */

/* "| 来电 | 来访 |" and the line of figures below. */
static void put_table(const struct report_page *page, const struct figure *figures, size_t count,
                      FILE *out)
{
    (void) fprintf(out, "\n");
    for (size_t i = 0; i < count; i++)
        (void) fprintf(out, "| %s ", figures[i].words);
    (void) fprintf(out, "|\n");
    for (size_t i = 0; i < count; i++)
        (void) fprintf(out, "| ---: ");
    (void) fprintf(out, "|\n");
    for (size_t i = 0; i < count; i++)
        (void) fprintf(out, "| %" PRId64 " ", of_book(page, figures[i].name));
    (void) fprintf(out, "|\n");
}

/* A rate, one line: what was due, what of it was done. */
static void put_rate(const struct report_page *page, const char *words, enum counter done,
                     enum counter due, FILE *out)
{
    char rate[SCORE_TEXT_MAX];
    int64_t all = counter_of(page, due);
    int64_t some = counter_of(page, done);
    (void) fprintf(out,
                   "- %s：应 %" PRId64 " 件，按时 %" PRId64 " 件，逾期 %" PRId64 " 件，按时率 %s\n",
                   words, all, some, all - some, rate_text(some, all, rate));
}

/* ---- chapters ---- */

static void put_head(const struct report_page *page, FILE *out)
{
    char day[LISTING_DAY_TEXT_MAX];
    (void) fprintf(out, "# %.*s %" PRId64 " 年首问责任制落实情况报告\n\n",
                   STR_ARG(names_unit(page->names, page->unit, page->until)), page->year);
    (void) fprintf(out, "数据由台账生成，统计截至 %s；不含个人信息。\n",
                   listing_day_text(page->until, day));
}

static void put_book(const struct report_page *page, FILE *out)
{
    (void) fprintf(out,
                   "\n## 一、首问事项\n\n总台账登记 %" PRId64 " 件，其中本单位首问 %" PRId64
                   " 件，其他单位转来 %" PRId64 " 件；已按月汇总 %" PRId64 " 个月。\n",
                   of_book(page, "rows"), figure_of(page, "first", "rows"),
                   figure_of(page, "transferred_in", "rows"), figure_of(page, "months", "closed"));
    (void) fprintf(out, "\n首问方式：\n");
    put_table(page, channels, COUNT_OF(channels), out);
    (void) fprintf(out, "\n首问类别：\n");
    put_table(page, categories, COUNT_OF(categories), out);
    (void) fprintf(out, "\n办理情况：\n");
    put_table(page, handlings, COUNT_OF(handlings), out);
    (void) fprintf(out, "\n办理结果：\n");
    put_table(page, statuses, COUNT_OF(statuses), out);
}

static void put_limits(const struct report_page *page, FILE *out)
{
    (void) fprintf(out, "\n## 二、办理时限\n\n");
    put_rate(page, "办结", COUNTER_ON_TIME, COUNTER_DUE, out);
    put_rate(page, "签收", COUNTER_SIGNED_ON_TIME, COUNTER_SIGN_DUE, out);
    put_rate(page, "先行联系", COUNTER_CONTACTED_ON_TIME, COUNTER_CONTACT_DUE, out);
    put_rate(page, "重办", COUNTER_REDONE_ON_TIME, COUNTER_REDO_DUE, out);
    (void) fprintf(out, "- 转办 %" PRId64 " 次，来回转办 %" PRId64 " 次，退回 %" PRId64 " 次\n",
                   counter_of(page, COUNTER_HOPS), counter_of(page, COUNTER_LOOPS),
                   counter_of(page, COUNTER_RETURNED));
}

static void put_satisfaction(const struct report_page *page, FILE *out)
{
    char rate[SCORE_TEXT_MAX];
    int64_t owed = counter_of(page, COUNTER_CALLBACK_OWED);
    int64_t called = counter_of(page, COUNTER_CALLED_BACK);
    int64_t rated = counter_of(page, COUNTER_RATED);
    int64_t satisfied = counter_of(page, COUNTER_SATISFIED);
    (void) fprintf(out, "\n## 三、回访和群众满意度\n\n");
    (void) fprintf(out,
                   "- 应回访 %" PRId64 " 件，已回访 %" PRId64 " 件（接通 %" PRId64 "，拒访 %" PRId64
                   "，三次未接通 %" PRId64 "），回访率 %s；免回访 %" PRId64 " 件\n",
                   owed, called, counter_of(page, COUNTER_REACHED),
                   counter_of(page, COUNTER_REFUSED), counter_of(page, COUNTER_UNREACHABLE),
                   rate_text(called, owed, rate), counter_of(page, COUNTER_CALLBACK_EXEMPT));
    (void) fprintf(out,
                   "- 评价 %" PRId64 " 件：满意 %" PRId64 "，一般 %" PRId64 "，不满意 %" PRId64
                   "，满意率 %s\n",
                   rated, satisfied, counter_of(page, COUNTER_FAIR),
                   counter_of(page, COUNTER_DISSATISFIED), rate_text(satisfied, rated, rate));
    (void) fprintf(out, "- 整改后：满意 %" PRId64 "，一般 %" PRId64 "，不满意 %" PRId64 "\n",
                   counter_of(page, COUNTER_SATISFIED_AFTER), counter_of(page, COUNTER_FAIR_AFTER),
                   counter_of(page, COUNTER_DISSATISFIED_AFTER));
}

static void put_checks(const struct report_page *page, FILE *out)
{
    (void) fprintf(out, "\n## 四、抽查和整改\n\n- 抽查 %" PRId64 " 件，发现问题 %" PRId64 " 件\n",
                   counter_of(page, COUNTER_SPOT_CHECKED), counter_of(page, COUNTER_FOUND_BAD));
    (void) fprintf(out,
                   "- 抽取样本 %" PRId64 " 个，抽中 %" PRId64 " 件，已抽查 %" PRId64
                   " 件，发现问题 %" PRId64 " 件，责令整改 %" PRId64 " 件，已整改 %" PRId64
                   " 件，与回访不一致 %" PRId64 " 件\n",
                   figure_of(page, "samples", "samples"), figure_of(page, "samples", "drawn"),
                   figure_of(page, "samples", "checked"), figure_of(page, "samples", "bad"),
                   figure_of(page, "samples", "ordered"), figure_of(page, "samples", "rectified"),
                   figure_of(page, "samples", "diverging"));
    put_rate(page, "整改", COUNTER_RECTIFIED_ON_TIME, COUNTER_RECTIFICATION_DUE, out);
}

static void put_trainings(const struct report_page *page, FILE *out)
{
    (void) fprintf(out, "\n## 五、培训\n\n");
    for (size_t i = 0; i < COUNT_OF(modes); i++)
        (void) fprintf(out, "- %s：%" PRId64 " 次，%" PRId64 " 人次\n", modes[i].words,
                       figure_of(page, "trainings", modes[i].name),
                       figure_of(page, "heads", modes[i].name));
    (void) fprintf(out, "- 记名参训 %" PRId64 " 人\n", figure_of(page, "trained", "persons"));
}

static void put_inspections(const struct report_page *page, FILE *out)
{
    (void) fprintf(out, "\n## 六、督查和通报\n\n- 督查 %" PRId64 " 次",
                   counter_of(page, COUNTER_INSPECTED));
    for (size_t i = 0; i < COUNT_OF(inspections); i++)
        (void) fprintf(out, "%s%s %" PRId64, i == 0 ? "（" : "，", inspections[i].words,
                       figure_of(page, "inspections", inspections[i].name));
    (void) fprintf(out, "），发现问题 %" PRId64 " 次\n", counter_of(page, COUNTER_INSPECTED_BAD));
    (void) fprintf(out,
                   "- 催办 %" PRId64 " 件，说明 %" PRId64 " 件；通报正面典型 %" PRId64
                   " 件，反面典型 %" PRId64 " 件\n",
                   figure_of(page, "documents", "urged"), figure_of(page, "documents", "explained"),
                   figure_of(page, "documents", "notice_issued_good"),
                   figure_of(page, "documents", "notice_issued_bad"));
}

static void put_sections(const struct report_page *page, FILE *out)
{
    char on_time[SCORE_TEXT_MAX];
    char called[SCORE_TEXT_MAX];
    char satisfied[SCORE_TEXT_MAX];
    (void) fprintf(out, "\n## 七、各科（股）室\n\n"
                        "| 科（股）室 | 受理 | 按时办结率 | 回访率 | 满意率 | 抽查 | 发现问题 |\n"
                        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (size_t r = 0; r < page->sections->count; r++) {
        const struct pg_rows *rows = page->sections;
        struct str name =
            names_section(page->names, page->unit, pg_rows_text(rows, r, 0), page->until);
        (void) fprintf(out, "| %.*s | %" PRId64 " | %s | %s | %s | %" PRId64 " | %" PRId64 " |\n",
                       STR_ARG(name), pg_rows_bigint(rows, r, 1),
                       rate_text(pg_rows_bigint(rows, r, 3), pg_rows_bigint(rows, r, 2), on_time),
                       rate_text(pg_rows_bigint(rows, r, 5), pg_rows_bigint(rows, r, 4), called),
                       rate_text(pg_rows_bigint(rows, r, 7), pg_rows_bigint(rows, r, 6), satisfied),
                       pg_rows_bigint(rows, r, 8), pg_rows_bigint(rows, r, 9));
    }
}

static void put_checklist(const struct report_page *page, FILE *out)
{
    const struct checklist_page *checklist = page->checklist;
    (void) fprintf(
        out,
        "\n## 八、工作清单\n\n十七项中已完成 %zu 项，部分完成 %zu 项，未完成 %zu 项。\n\n"
        "| 序号 | 事项 | 完成情况 | 所缺部分 |\n| ---: | --- | --- | --- |\n",
        checklist_page_count(checklist, STR("done")),
        checklist_page_count(checklist, STR("partly")),
        checklist_page_count(checklist, STR("missing")));
    for (size_t i = 0; i < checklist->count; i++) {
        const struct checklist_item *item = &checklist->items[i];
        (void) fprintf(out, "| %" PRId64 " | %.*s | %s | %.*s |\n", item->item, STR_ARG(item->name),
                       checklist_state_words(item->state), STR_ARG(item->missing));
    }
    (void) fprintf(out, "\n## 九、存在问题和下一步打算\n\n（由单位填写）\n");
}

void report_print(const struct report_page *page, FILE *out)
{
    put_head(page, out);
    put_book(page, out);
    put_limits(page, out);
    put_satisfaction(page, out);
    put_checks(page, out);
    put_trainings(page, out);
    put_inspections(page, out);
    put_sections(page, out);
    put_checklist(page, out);
}
