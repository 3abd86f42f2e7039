/* test_mailbox -- mails of tests/fixtures/mail, and what they say. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../producers/mailbox/html_text.h"
#include "../../producers/mailbox/letter.h"
#include "support/arena.h"
#include "support/cmocka.h"

#define ARRIVED_US INT64_C(1758600000000000)
#define DATE_US INT64_C(1758503520000000) /* 2025-09-22T09:12:00+08:00 */
#define QUESTION "申请要哪些材料？"

static struct mail read_mail(const char *name)
{
    char path[128];
    struct err err;
    struct mail mail;
    (void) snprintf(path, sizeof(path), "tests/fixtures/mail/%s.eml", name);
    int file = open(path, O_RDONLY);
    assert_true(file >= 0);
    assert_int_equal(mail_read(file, &test_arena, &mail, &err), OK);
    (void) close(file);
    return mail;
}

static struct told_whole tell_as(const char *name, bool is_opening)
{
    static const struct letter_office office = {.source = {.ptr = "mailbox", .len = 7},
                                                .unit = {.ptr = "zjj", .len = 3},
                                                .section = {.ptr = "bgs", .len = 3}};
    struct err err;
    struct told_whole told;
    static struct mail mail;
    mail = read_mail(name);
    struct letter letter = {.mail = &mail, .is_opening = is_opening, .arrived_at_us = ARRIVED_US};
    assert_int_equal(letter_ids(&letter, &test_arena, &err), OK);
    letter.number = letter.own;
    if (!is_opening)
        assert_int_equal(letter_number(mail.thread[0], &test_arena, &letter.number, &err), OK);
    assert_int_equal(letter_tell(&letter, &office, &test_arena, &told, &err), OK);
    assert_int_equal(told_whole_finish(&told, ARRIVED_US, &test_arena, &err), OK);
    return told;
}

static struct told_whole tell(const char *name)
{
    return tell_as(name, true);
}

static void is(struct str text, const char *wanted)
{
    char copy[512];
    (void) snprintf(copy, sizeof(copy), "%.*s", STR_ARG(text));
    assert_string_equal(copy, wanted);
}

/* Of the record of a text; '' when there is none. */
static struct str text_of(const struct told_whole *told, enum text_field field)
{
    for (size_t i = 0; i < told->records_count; i++)
        if (told->records[i].kind == CITIZEN_TEXT && told->records[i].field == field)
            return told->records[i].text;
    return STR("");
}

static void a_text_comes_out_of_every_encoding(void **state)
{
    (void) state;
    static const struct {
        const char *name;
        const char *content;
    } rows[] = {
        {"gb2312", "公租房\n\n" QUESTION},
        {"gbk_says_nothing", "公租房\n\n" QUESTION},
        {"gb18030", "公租房\n\n㐂公租房𠀀"},
        {"big5", "公租房\n\n公租房申請"},
        {"quoted_printable", "公租房\n\n" QUESTION},
        {"html_only", "公租房\n\n申请要 哪些材料？\n1 < 2 & 中国"},
        {"html_beside_text", "公租房\n\n" QUESTION},
        {"attachments", "公租房\n\n" QUESTION},
        {"broken_tree", "公租房\n\n" QUESTION},
        {"lying_charset", "公租房\n\n" QUESTION},
        {"no_text", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct told_whole told = tell(rows[i].name);
        print_message("    %s\n", rows[i].name);
        is(text_of(&told, TEXT_FIELD_CONTENT), rows[i].content);
        assert_int_equal(told.event.accepted.has_content, rows[i].content[0] != '\0');
        is(told.records[0].name, "张三");
        is(told.records[0].contact, "zhang@example.org");
    }
}

static void the_event_has_codes_and_nothing_of_the_citizen(void **state)
{
    (void) state;
    struct told_whole told = tell("gb2312");
    const struct event *event = &told.event;
    assert_int_equal(event->kind, EVENT_ACCEPTED);
    is(event->case_source, "mailbox");
    is(event->case_number, "gb2312@example.org");
    assert_int_equal(event->source_ref.len, sizeof("gb2312@example.org#") - 1 + 16);
    assert_memory_equal(event->source_ref.ptr, "gb2312@example.org#", 19);
    is(event->accepted.unit, "zjj");
    is(event->accepted.section, "bgs");
    assert_int_equal(event->accepted.channel, CHANNEL_MAILBOX);
    assert_int_equal(event->accepted.category, 0);
    assert_int_equal(event->accepted.receiver.len, 0);
    assert_true(event->accepted.has_name && event->accepted.has_contact);
    assert_int_equal(event->occurred_at_us, DATE_US);
    assert_int_equal(event->texts, SET_OF(TEXT_FIELD_CONTENT));
    struct told_whole again = tell("gb2312");
    assert_true(uuid_eq(&again.event.id, &event->id));
}

static void a_reply_adds_to_the_case_of_the_first_mail(void **state)
{
    (void) state;
    static const char *const names[] = {"reply", "in_reply_to"};
    struct told_whole first = tell("gb2312");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct told_whole told = tell_as(names[i], false);
        assert_int_equal(told.event.kind, EVENT_SUPPLEMENTED);
        assert_true(uuid_eq(&told.event.subject, &first.event.subject));
        assert_false(uuid_eq(&told.event.id, &first.event.id));
        assert_int_equal(told.records_count, 1); /* the text: who asked is known */
    }
}

static void a_date_that_cannot_be_is_the_time_of_arrival(void **state)
{
    (void) state;
    static const char *const names[] = {"no_date", "date_1970", "date_2099", "date_nonsense"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct told_whole told = tell(names[i]);
        assert_int_equal(told.event.occurred_at_us, ARRIVED_US);
        is(text_of(&told, TEXT_FIELD_NOTE), "来信无可信日期,以收到时间为准;");
    }
    struct told_whole told = tell("attachments");
    assert_int_equal(told.event.occurred_at_us, DATE_US);
    is(text_of(&told, TEXT_FIELD_NOTE), "附件 3 个,未收取;");
}

static void an_id_that_is_no_code_is_put_by_its_digest(void **state)
{
    (void) state;
    static const char *const names[] = {"no_id", "long_id"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct told_whole told = tell(names[i]);
        assert_int_equal(told.event.case_number.len, sizeof("sha256:") - 1 + 64);
        assert_memory_equal(told.event.case_number.ptr, "sha256:", 7);
        assert_memory_equal(told.event.source_ref.ptr, told.event.case_number.ptr, 71);
        assert_true(str_eq(told.event.source_ref, tell(names[i]).event.source_ref));
    }
    assert_false(str_eq(tell("no_id").event.source_ref, tell("long_id").event.source_ref));
}

static struct letter letter_of(const struct mail *mail)
{
    struct err err;
    struct letter letter = {.mail = mail};
    assert_int_equal(letter_ids(&letter, &test_arena, &err), OK);
    return letter;
}

static void other_words_under_one_message_id_are_another_mail(void **state)
{
    (void) state;
    struct mail mail = read_mail("gb2312");
    struct letter first = letter_of(&mail);
    mail.text = STR("\r\n" QUESTION "\n\n");
    struct letter relayed = letter_of(&mail);
    mail.text = STR("other words");
    struct letter other = letter_of(&mail);
    assert_true(str_eq(first.own, other.own));
    assert_true(str_eq(first.reference, relayed.reference));
    assert_false(letter_is_namesake(&relayed, first.reference));
    assert_true(letter_is_namesake(&other, first.reference));
    assert_false(letter_is_namesake(&other, STR("")));
    assert_false(letter_is_namesake(&other, STR("gb2312@example.org")));
    assert_false(letter_is_namesake(&other, STR("gb2312@example.com#0123456789abcdef")));
    assert_false(letter_is_namesake(&other, STR("gb2312@example.org_0123456789abcdef")));
    assert_false(letter_is_namesake(&other, STR("gb2312@example.org#0123456789abcdef0")));
}

static void a_mail_of_nobody_is_refused(void **state)
{
    (void) state;
    struct err err;
    struct mail mail = read_mail("no_from");
    struct letter letter = {.mail = &mail};
    assert_int_equal(letter_ids(&letter, &test_arena, &err), REJECT);
    assert_int_equal(err.reason, REASON_MISSING);
}

static void machines_and_spam_are_told_from_letters(void **state)
{
    (void) state;
    static const struct {
        const char *name;
        const char *aside;
    } rows[] = {{"automatic", "automatic"},
                {"bulk", "automatic"},
                {"spam", "spam"},
                {"bounce_path", "bounce"},
                {"bounce_report", "bounce"},
                {"not_automatic", NULL},
                {"gb2312", NULL},
                {"reply", NULL}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mail mail = read_mail(rows[i].name);
        const char *aside = letter_aside(&mail);
        print_message("    %s\n", rows[i].name);
        assert_string_equal(aside == NULL ? "" : aside, rows[i].aside == NULL ? "" : rows[i].aside);
    }
}

static void what_is_no_html_stands_as_it_is(void **state)
{
    (void) state;
    static const char *const rows[][2] = {
        {"", ""},
        {"plain", "plain"},
        {"a<br>b<br/>c", "a\nb\nc"},
        {"  a \n\t b  ", "a b"},
        {"1 < 2", "1 < 2"},
        {"ends in <", "ends in <"},
        {"ends in <b", "ends in"},
        {"a &unknown; b & c &", "a &unknown; b & c &"},
        {"&#0;&#xD800;&#x110000;&#99999999;&#;&#x;&#12a;",
         "&#0;&#xD800;&#x110000;&#99999999;&#;&#x;&#12a;"},
        {"&#x20000;&yen;&#65;", "𠀀¥A"},
        {"<style>never closed", ""},
        {"<!-- never closed", ""},
        {"<STYLE a=b>x</Style>y", "y"},
        {"<stylish>y</stylish>", "y"},
        {"<p", ""},
    };
    struct err err;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct str text;
        print_message("    %s\n", rows[i][0]);
        assert_int_equal(html_text(str_from(rows[i][0]), &test_arena, &text, &err), OK);
        is(text, rows[i][1]);
    }
}

#define IN_AN_ARENA(test) cmocka_unit_test_setup_teardown(test, test_arena_make, test_arena_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_AN_ARENA(a_text_comes_out_of_every_encoding),
        IN_AN_ARENA(the_event_has_codes_and_nothing_of_the_citizen),
        IN_AN_ARENA(a_reply_adds_to_the_case_of_the_first_mail),
        IN_AN_ARENA(a_date_that_cannot_be_is_the_time_of_arrival),
        IN_AN_ARENA(an_id_that_is_no_code_is_put_by_its_digest),
        IN_AN_ARENA(other_words_under_one_message_id_are_another_mail),
        IN_AN_ARENA(a_mail_of_nobody_is_refused),
        IN_AN_ARENA(machines_and_spam_are_told_from_letters),
        IN_AN_ARENA(what_is_no_html_stands_as_it_is),
    };
    mail_init();
    int failed = RUN(tests);
    mail_done();
    return failed;
}
