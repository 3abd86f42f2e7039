/* test_sheet -- a form filled in with names, words and texts. */
#include "office/sheet.h"

#include <string.h>

#include "office/sheet_words.h"
#include "support/build.h"
#include "support/cmocka.h"

#define FOR_EVER INT64_MAX

/* 2024-03-04 is day 19786. */
enum { TODAY = 19786 };

static struct name name_rows[] = {
    {.kind = NAME_OF_UNIT, .code = T("U"), .name = T("住建局"), .last_day = FOR_EVER},
    {.kind = NAME_OF_UNIT, .code = T("V"), .name = T("城管局"), .last_day = FOR_EVER},
    {.kind = NAME_OF_SECTION,
     .unit = T("U"),
     .code = T("A"),
     .name = T("房产科"),
     .last_day = TODAY},
    {.kind = NAME_OF_SECTION,
     .unit = T("U"),
     .code = T("A"),
     .name = T("住房科"),
     .first_day = TODAY + 1,
     .last_day = FOR_EVER},
    {.kind = NAME_OF_SECTION,
     .unit = T("U"),
     .code = T("B"),
     .name = T("办公室"),
     .last_day = FOR_EVER},
    {.kind = NAME_OF_PERSON, .code = T("li"), .name = T("李强"), .last_day = FOR_EVER},
    {.kind = NAME_OF_PERSON, .code = T("zhou"), .name = T("周敏"), .last_day = FOR_EVER},
};
static const struct names names = {.items = name_rows,
                                   .count = sizeof(name_rows) / sizeof(name_rows[0])};

/* By case, event and field: events are numbered from 1 by build_add(). */
#define OF_CASE .case_id = {{BUILD_CASE_BYTE}}
static struct personal_value value_rows[] = {
    {OF_CASE, .field = T("contact"), .value = T("138****1234")},
    {OF_CASE, .field = T("name"), .value = T("卫*")},
    {OF_CASE, .event_id = {{1}}, .field = T("channel"), .value = T("广场咨询日")},
    {OF_CASE, .event_id = {{1}}, .field = T("content"), .value = T("楼道灯坏了")},
    {OF_CASE, .event_id = {{2}}, .field = T("opinion"), .value = T("尽快办理")},
    {OF_CASE, .event_id = {{2}}, .field = T("reason"), .value = T("没有解决")},
    {OF_CASE, .event_id = {{2}}, .field = T("result"), .value = T("已换灯")},
    {OF_CASE, .event_id = {{3}}, .field = T("finding"), .value = T("属实")},
};
static const struct personal personal = {.items = value_rows,
                                         .count = sizeof(value_rows) / sizeof(value_rows[0])};
static const struct personal nothing = {.count = 0};

static const struct form_book book = {.unit = T("U"), .section = T("A")};
static struct sheet sheet;

static void fill_with(const struct form_book *where, const struct personal *texts)
{
    struct form *form = arena_alloc(build_arena(), sizeof(*form));
    const struct sheet_source source = {.names = &names, .personal = texts};
    struct err err;
    assert_non_null(form);
    assert_int_equal(form_from(build_fold(), where, build_arena(), form, &err), OK);
    assert_int_equal(sheet_from(form, &source, build_arena(), &sheet, &err), OK);
}

static void fill(void)
{
    fill_with(&book, &personal);
}

static void assert_field(enum sheet_field field, const char *expected)
{
    struct str text = sheet.fields[field];
    if (text.len != strlen(expected) || memcmp(str_start(text), expected, text.len) != 0)
        fail_msg("%s is \"%.*s\", not \"%s\"", sheet_title(field), STR_ARG(text), expected);
}

static struct event accepted(void)
{
    struct event event = ACCEPTED(0, "U", "A", "zhou");
    event.accepted.channel = CHANNEL_OTHER;
    event.accepted.category = CATEGORY_PROBLEM;
    event.accepted.has_name = true;
    event.accepted.has_contact = true;
    event.texts = SET_OF(TEXT_FIELD_CHANNEL) | SET_OF(TEXT_FIELD_CONTENT);
    return event;
}

/* ---- fields ---- */

static void a_whole_page_is_filled_in(void **state)
{
    (void) state;
    build_begin();
    (void) build_add(accepted());
    (void) build_add((struct event) EVENT(60, COMPLETED, .texts = SET_OF(TEXT_FIELD_RESULT)));
    (void) build_add((struct event) EVENT(24 * 60, CALLBACK_MADE,
                                          .callback_made = {.outcome = CALLBACK_REACHED},
                                          .precision = PRECISION_DAY));
    (void) build_add((struct event) RATED(24 * 60 + 1, FAIR));
    fill();
    assert_field(SHEET_NUMBER, "1");
    assert_field(SHEET_SOURCE, "book");
    assert_field(SHEET_SECTION, "房产科");
    assert_field(SHEET_CAME_IN, "2024年3月4日 09:00");
    assert_field(SHEET_RECEIVER, "周敏");
    assert_field(SHEET_CITIZEN, "卫*");
    assert_field(SHEET_CONTACT, "138****1234");
    assert_field(SHEET_CHANNEL, "其他");
    assert_field(SHEET_CHANNEL_OTHER, "广场咨询日");
    assert_field(SHEET_CATEGORY, "问题反映");
    assert_field(SHEET_CONTENT, "楼道灯坏了");
    assert_field(SHEET_HANDLING, "本人本科室办理");
    assert_field(SHEET_RESULT, "已换灯");
    assert_field(SHEET_COMPLETED, "2024年3月4日 10:00");
    assert_field(SHEET_CALLBACK, "2024年3月5日");
    assert_field(SHEET_SATISFACTION, "一般");
    assert_field(SHEET_ENTRY, "首问");
    assert_field(SHEET_REMARKS, "");
    assert_field(SHEET_TO_SECTION, "");
    assert_int_equal(sheet.channel, CHANNEL_OTHER);
    assert_int_equal(sheet.category, CATEGORY_PROBLEM);
    assert_int_equal(sheet.handling, HANDLING_OWN);
    assert_int_equal(sheet.satisfaction, SATISFACTION_FAIR);
}

static void a_page_with_nothing_known_is_blank(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", ""));
    fill_with(&book, &nothing);
    static const enum sheet_field blank[] = {
        SHEET_RECEIVER, SHEET_CITIZEN,      SHEET_CONTACT,   SHEET_CHANNEL,      SHEET_CATEGORY,
        SHEET_CONTENT,  SHEET_RESULT,       SHEET_COMPLETED, SHEET_CALLBACK,     SHEET_SATISFACTION,
        SHEET_REMARKS,  SHEET_HEAD_OPINION, SHEET_TO_UNIT,   SHEET_CHANNEL_OTHER};
    for (size_t i = 0; i < sizeof(blank) / sizeof(blank[0]); i++)
        assert_field(blank[i], "");
}

static void what_was_recorded_and_is_not_there_says_so(void **state)
{
    (void) state;
    build_begin();
    (void) build_add(accepted());
    (void) build_add((struct event) EVENT(1, OPINION_RECORDED,
                                          .opinion_recorded = {.role = OPINION_ROLE_SECTION_HEAD},
                                          .texts = SET_OF(TEXT_FIELD_OPINION)));
    fill_with(&book, &nothing);
    assert_field(SHEET_CITIZEN, "（未存）");
    assert_field(SHEET_CONTENT, "（文字未存）");
    assert_field(SHEET_HEAD_OPINION, "（文字未存）");
}

static void what_was_erased_says_so(void **state)
{
    (void) state;
    build_begin();
    (void) build_add(accepted());
    (void) build_add((struct event) EVENT(9, ERASED, .erased = {.approver = T("zhao")}));
    fill_with(&book, &nothing);
    assert_field(SHEET_CITIZEN, "（已清除）");
    assert_field(SHEET_CONTACT, "（已清除）");
    assert_field(SHEET_CONTENT, "（已清除）");
    assert_field(SHEET_REMARKS, "2024年3月4日群众个人信息已清除");
}

static void an_opinion_is_its_words_or_whether_he_agrees(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "zhou"));
    (void) build_add((struct event) EVENT(
        1, OPINION_RECORDED,
        .opinion_recorded = {.role = OPINION_ROLE_SECTION_HEAD, .agrees = ANSWER_YES},
        .texts = SET_OF(TEXT_FIELD_OPINION)));
    (void) build_add((struct event) EVENT(
        2, OPINION_RECORDED,
        .opinion_recorded = {.role = OPINION_ROLE_LEADER_IN_CHARGE, .agrees = ANSWER_NO}));
    fill();
    assert_field(SHEET_HEAD_OPINION, "尽快办理");
    assert_field(SHEET_LEADER_OPINION, "不同意");
    fill_with(&book, &nothing);
    assert_field(SHEET_HEAD_OPINION, "同意");
}

static void names_are_those_of_the_day_it_came_in(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(24 * 60, "U", "A", "wang"));
    (void) build_add((struct event) TRANSFERRED(24 * 60 + 1, "U", "B", ""));
    fill();
    assert_field(SHEET_SECTION, "住房科");
    assert_field(SHEET_RECEIVER, "wang"); /* unknown to the directory */
    assert_field(SHEET_TO_SECTION, "办公室");
    assert_field(SHEET_TO_UNIT, "");
}

static void another_unit_is_named_and_its_section_is_not(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "zhou"));
    (void) build_add((struct event) TRANSFERRED(1, "V", "C", ""));
    fill();
    assert_field(SHEET_TO_UNIT, "城管局");
    assert_field(SHEET_TO_SECTION, "");
    static const struct form_book annex = {.unit = T("V"), .section = T("C")};
    fill_with(&annex, &personal);
    assert_field(SHEET_SECTION, "C");
    assert_field(SHEET_REMARKS, "首问单位的首问责任人：周敏");
}

/* ---- ticks: every word of every choice ---- */

static void every_choice_has_its_word(void **state)
{
    (void) state;
    for (int channel = 0; channel < CHANNELS_END; channel++)
        for (int category = 0; category < CATEGORIES_END; category++) {
            build_begin();
            struct event event = ACCEPTED(0, "U", "A", "zhou");
            event.accepted.channel = (enum channel) channel;
            event.accepted.category = (enum category) category;
            (void) build_add(event);
            fill();
            assert_int_equal(sheet.channel, channel);
            assert_int_equal(sheet.category, category);
            assert_field(SHEET_CHANNEL, sheet_channels[channel]);
            assert_field(SHEET_CATEGORY, sheet_categories[category]);
        }
}

/* ---- 备注 ---- */

#define CHECKED(n, ...) EVENT(n, SPOT_CHECKED, .spot_checked = {__VA_ARGS__})

static const struct str checked_by[] = {T("li"), T("zhou")};
static const struct {
    struct event events[4];
    const char *remarks;
} told[] = {
    {{CHECKED(1, .checkers = SET_OF(CHECKER_MASTER_POST), .satisfaction = SATISFACTION_SATISFIED,
              .finding = FINDING_GOOD)},
     "2024年3月4日首问责任总岗抽查，群众评价：满意，抽查结论：情况良好"},
    {{CHECKED(1, .checkers = SET_OF(CHECKER_MASTER_POST) | SET_OF(CHECKER_DISCIPLINE_COMMITTEE),
              .checked_by = {checked_by, 2}, .finding = FINDING_BAD, .solved = ANSWER_NO)},
     "2024年3月4日首问责任总岗、机关纪委联合抽查（李强、周敏），抽查结论：发现问题，问题未解决"},
    {{PROGRESSED(1), EVENT(2, SPOT_CHECKED,
                           .spot_checked = {.checkers = SET_OF(CHECKER_DISCIPLINE_COMMITTEE),
                                            .solved = ANSWER_YES},
                           .texts = SET_OF(TEXT_FIELD_FINDING))},
     "2024年3月4日机关纪委抽查，问题已解决：属实"},
    {{COMPLETED(1), COMPLETED(5)}, "首次办结时间：2024年3月4日 09:01\n未经重办再次办结"},
    {{EVENT(2, REOPENED, .reopened = {.reason = T("x")}, .texts = SET_OF(TEXT_FIELD_REASON))},
     "2024年3月4日重新办理：没有解决"},
    {{MERGED(1, 9)}, "2024年3月4日并入事项 7"},
    {{EVENT(1, MERGED,
            .merged = {.into = {{9}}, .into_source = T("hotline"), .into_number = T("12345-1")})},
     "2024年3月4日并入事项 12345-1（来源 hotline）"},
    {{EVENT(1, WITHDRAWN, .withdrawn = {.approver = T("li")})}, "2024年3月4日撤回，批准人：李强"},
    {{EVENT(1, INSPECTED, .inspected = {.mode = INSPECTION_MODE_COVERT, .finding = FINDING_NONE})},
     "2024年3月4日暗访：未发现问题"},
    {{EVENT(1, INSPECTED, .inspected = {.mode = INSPECTION_MODE_MOCK_VISIT})},
     "现场模拟办事，不计入满意度和回访\n2024年3月4日现场模拟办事"},
    {{COMPLETED(1),
      EVENT(2, CALLBACK_MADE, .callback_made = {.attempt = 2, .outcome = CALLBACK_UNREACHABLE})},
     "2024年3月4日回访第2次，未能联系上"},
    {{COMPLETED(1), CALLED_BACK(2, REFUSED)}, "2024年3月4日回访，群众拒绝回访"},
    {{EVENT(1, RECTIFICATION_ORDERED,
            .rectification_ordered = {.order_id = T("整改1号"), .about = PARTY("U", "A", "zhou")}),
      EVENT(2, RECTIFICATION_DONE,
            .rectification_done = {.order_id = T("整改1号"), .accepted = ANSWER_NO})},
     "2024年3月4日责令整改（整改1号），整改对象：房产科周敏\n"
     "2024年3月4日整改完成（整改1号），未获认可"},
    {{EVENT(1, URGED, .urged = {.number = T("催1"), .to = PARTY("V", "", "")}),
      EVENT(2, EXPLAINED, .explained = {.number = T("催1")}),
      EVENT(3, NOTICE_ISSUED, .notice_issued = {.about = PARTY("", "", "li")})},
     "2024年3月4日催办通知书（催1），送：城管局\n2024年3月4日对催办作出说明（催1）\n"
     "2024年3月4日书面通报，通报对象：李强"},
    {{EVENT(1, COMPLETED, .completed = {.on_behalf_of = {.unit = T("V"), .is_outside = true}})},
     "代为登记 城管局 的答复"},
    {{COMPLETED(1), RATED(2, FAIR), RECTIFIED(3), RATED(4, SATISFIED)},
     "首次评价：一般\n2024年3月4日整改完成（r1）"},
    {{EVENT(1, SUPPLEMENTED, .texts = SET_OF(TEXT_FIELD_CONTENT)),
      EVENT(2, PROGRESSED, .texts = SET_OF(TEXT_FIELD_REMARK)),
      EVENT(3, PROGRESSED, .texts = SET_OF(TEXT_FIELD_RATING))},
     "2024年3月4日群众补充：（文字未存）\n2024年3月4日备注：（文字未存）\n"
     "2024年3月4日群众评价：（文字未存）"},
    {{TRANSFERRED(1, "U", "A", "zhou"), EVENT(2, RESUMED, .source_sequence = 0)}, ""},
};

static void remarks_tell_what_stands_in_no_field(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        build_begin();
        (void) build_add((struct event) ACCEPTED(0, "U", "A", "zhou"));
        for (size_t j = 0; j < 4 && told[i].events[j].occurred_at_us != 0; j++)
            (void) build_add(told[i].events[j]);
        fill();
        assert_field(SHEET_REMARKS, told[i].remarks);
    }
}

static void notes_that_found_no_room_are_counted(void **state)
{
    (void) state;
    build_begin();
    (void) build_add((struct event) ACCEPTED(0, "U", "A", "zhou"));
    for (int i = 0; i < FORM_NOTES_MAX + 5; i++)
        (void) build_add((struct event) REOPENED(1 + i));
    fill();
    struct str text = sheet.fields[SHEET_REMARKS];
    static const char end[] = "另有 7 条记录未印出"; /* one of the notes is a flag */
    assert_true(text.len > sizeof(end));
    assert_memory_equal(text.ptr + text.len - (sizeof(end) - 1), end, sizeof(end) - 1);
}

static void a_sheet_that_does_not_fit_is_asked_again(void **state)
{
    (void) state;
    build_begin();
    (void) build_add(accepted());
    (void) build_add((struct event) COMPLETED(1));
    (void) build_add((struct event) COMPLETED(2));
    struct form form;
    struct err err;
    assert_int_equal(form_from(build_fold(), &book, build_arena(), &form, &err), OK);
    const struct sheet_source source = {.names = &names, .personal = &personal};
    struct arena small;
    assert_int_equal(arena_init(&small, 64, &err), OK);
    assert_int_equal(sheet_from(&form, &source, &small, &sheet, &err), RETRY);
    arena_done(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_page_is_filled_in),
        cmocka_unit_test(a_page_with_nothing_known_is_blank),
        cmocka_unit_test(what_was_recorded_and_is_not_there_says_so),
        cmocka_unit_test(what_was_erased_says_so),
        cmocka_unit_test(an_opinion_is_its_words_or_whether_he_agrees),
        cmocka_unit_test(names_are_those_of_the_day_it_came_in),
        cmocka_unit_test(another_unit_is_named_and_its_section_is_not),
        cmocka_unit_test(every_choice_has_its_word),
        cmocka_unit_test(remarks_tell_what_stands_in_no_field),
        cmocka_unit_test(notes_that_found_no_room_are_counted),
        cmocka_unit_test(a_sheet_that_does_not_fit_is_asked_again),
    };
    return RUN(tests);
}
