/* test_mail -- what every part of a mail comes out as, and what is no mail. */
#include "io/mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/cmocka.h"

enum { WRITTEN_MAX = 12 << 20 };

#define MANY (MAIL_TEXT_BYTES_MAX + 4096)

/* A mail that is put together piece by piece. */
static char written[WRITTEN_MAX];
static size_t written_len;

static void put_bytes(const void *bytes, size_t len)
{
    assert_true(written_len + len <= sizeof(written));
    memcpy(written + written_len, bytes, len);
    written_len += len;
}

static void put(const char *text)
{
    put_bytes(text, strlen(text));
}

static void put_times(size_t times, const char *text)
{
    for (size_t i = 0; i < times; i++)
        put(text);
}

static enum outcome read_into(struct arena *arena, struct mail *mail, struct err *err)
{
    int file = memfd_create("mail", 0);
    assert_true(file >= 0);
    assert_int_equal(write(file, written, written_len), (ssize_t) written_len);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    enum outcome outcome = mail_read(file, arena, mail, err);
    assert_int_equal(close(file), 0); /* it is still ours */
    written_len = 0;
    return outcome;
}

static struct mail read_written(void)
{
    struct err err;
    struct mail mail;
    arena_reset(&test_arena);
    assert_int_equal(read_into(&test_arena, &mail, &err), OK);
    return mail;
}

static struct mail read_text(const char *text)
{
    put(text);
    return read_written();
}

static void is(struct str text, const char *wanted)
{
    char copy[512];
    assert_true(text.len < sizeof(copy));
    (void) snprintf(copy, sizeof(copy), "%.*s", STR_ARG(text));
    assert_string_equal(copy, wanted);
}

static void is_thread(const struct mail *mail, const char *wanted)
{
    char joined[512] = "";
    for (size_t i = 0; i < mail->thread_count; i++)
        (void) snprintf(joined + strlen(joined), sizeof(joined) - strlen(joined), "%s%.*s",
                        i > 0 ? " " : "", STR_ARG(mail->thread[i]));
    assert_string_equal(joined, wanted);
}

/* ---- the head ---- */

static void what_a_head_does_not_say_is_empty(void **state)
{
    (void) state;
    struct mail mail = read_text("X-Other: 1\n\nwords\n");
    assert_int_equal(mail.message_id.len + mail.from_name.len + mail.from_address.len, 0);
    assert_int_equal(mail.subject.len + mail.thread_count, 0);
    assert_int_equal(mail.date_us, 0);
    assert_int_equal(mail.attachments_count, 0);
    assert_false(mail.is_html || mail.is_automatic || mail.is_bounce || mail.is_spam);
    is(mail.text, "words\n");
}

static void a_message_id_is_what_stands_between_its_brackets(void **state)
{
    (void) state;
    static const char *const rows[][2] = {
        {"Message-ID: <a@b>", "a@b"},
        {"message-id:\t <a@b> ", "a@b"},
        {"Message-Id: <a@b>\nMessage-Id: <c@d>", "c@d"},
        {"Message-ID:\n <a@b>", "a@b"},
        {"Message-ID: a@b", "a@b"},
        {"Message-ID: <a b@c>", "a b@c"},
        {"Message-ID: <nothing", "nothing"},
        {"Message-ID: <>", ""},
        {"Message-ID:", ""},
        {"Message-ID: <\xff@b>", "?@b"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i][0]);
        put(rows[i][0]);
        struct mail mail = read_text("\n\nwords");
        is(mail.message_id, rows[i][1]);
    }
}

static void a_thread_is_what_references_say_or_else_in_reply_to(void **state)
{
    (void) state;
    static const char *const rows[][2] = {
        {"References: <a@b>", "a@b"},
        {"References: <a@b> <c@d>\n <e@f>", "a@b c@d e@f"},
        {"References: <a@b><c@d>", "a@b c@d"},
        {"References: <a@b> (words) <c@d>", "a@b c@d"},
        {"References: <a@b> <> <c@d>", "a@b"}, /* nobody ends it */
        {"In-Reply-To: <a@b>", "a@b"},
        {"In-Reply-To: <c@d>\nReferences: <a@b>", "a@b"},
        {"References: <>\nIn-Reply-To: <a@b>", "a@b"},
        {"References: ", ""},
        {"References: nobody", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i][0]);
        put(rows[i][0]);
        struct mail mail = read_text("\n\nwords");
        is_thread(&mail, rows[i][1]);
    }
}

static void of_a_long_thread_the_first_and_the_latest_are_kept(void **state)
{
    (void) state;
    char id[32];
    put("References:");
    for (int i = 0; i < 1000; i++) {
        (void) snprintf(id, sizeof(id), " <%d@b>", i);
        put(id);
    }
    struct mail mail = read_text("\n\nwords");
    assert_int_equal(mail.thread_count, MAIL_THREAD_MAX);
    is(mail.thread[0], "0@b");
    is(mail.thread[1], "937@b");
    is(mail.thread[MAIL_THREAD_MAX - 1], "999@b");
}

static void who_wrote_is_the_first_that_from_names(void **state)
{
    (void) state;
    static const char *const rows[][3] = {
        {"a@b", "", "a@b"},
        {"Zhang San <a@b>", "Zhang San", "a@b"},
        {"\"San, Zhang\" <a@b>, c@d", "San, Zhang", "a@b"},
        {"=?gb2312?B?1cXI/Q==?= <a@b>", "张三", "a@b"},
        {"\xd5\xc5\xc8\xfd <a@b>", "张三", "a@b"}, /* GB18030, and says nothing */
        {"张三 <a@b>", "张三", "a@b"},
        {"many: a@b, c@d;", "many", ""},
        {"<>", "", ""},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i][0]);
        put("From: ");
        put(rows[i][0]);
        struct mail mail = read_text("\n\nwords");
        is(mail.from_name, rows[i][1]);
        is(mail.from_address, rows[i][2]);
    }
}

static void a_subject_is_decoded_and_unfolded(void **state)
{
    (void) state;
    static const char *const rows[][2] = {
        {"words", "words"},
        {"one\n two", "one two"},
        {"=?utf-8?Q?=E5=85=AC=E7=A7=9F?= =?utf-8?B?5oi/?=", "公租房"},
        {"=?gb2312?B?uavX4re/?=", "公租房"},
        {"\xb9\xab\xd7\xe2\xb7\xbf", "公租房"},
        {"=?utf-8?B?broken", "=?utf-8?B?broken"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i][0]);
        put("Subject: ");
        put(rows[i][0]);
        is(read_text("\n\nwords").subject, rows[i][1]);
    }
}

static void a_date_is_an_instant_or_none(void **state)
{
    (void) state;
    static const struct {
        const char *date;
        int64_t seconds;
    } rows[] = {
        {"Mon, 22 Sep 2025 09:12:00 +0800", 1758503520},
        {"22 Sep 2025 01:12:00 GMT", 1758503520},
        {"Mon, 22 Sep 2025 09:12:00 +0800 (CST)", 1758503520},
        {"Thu, 1 Jan 1970 00:00:00 +0000", 0},
        {"Mon, 99 Foo 2025", 0},
        {"nonsense", 0},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i].date);
        put("Date: ");
        put(rows[i].date);
        assert_int_equal(read_text("\n\nwords").date_us, rows[i].seconds * 1000000);
    }
}

static void machines_bounces_and_spam_are_told_by_the_head(void **state)
{
    (void) state;
    static const struct {
        const char *head;
        bool is_automatic;
        bool is_bounce;
        bool is_spam;
    } rows[] = {
        {"Auto-Submitted: auto-replied", true, false, false},
        {"Auto-Submitted: No", false, false, false},
        {"Precedence: LIST", true, false, false},
        {"Precedence: auto_reply", true, false, false},
        {"Precedence: first-class", false, false, false},
        {"X-Spam-Flag: YES", false, false, true},
        {"X-Spam-Status: Yes, score=9", false, false, true},
        {"X-Spam-Status: No, score=1", false, false, false},
        {"Return-Path: <>", false, true, false},
        {"Return-Path: <a@b>", false, false, false},
        {"MIME-Version: 1.0\nContent-Type: multipart/report; boundary=b", false, true, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i].head);
        put(rows[i].head);
        struct mail mail = read_text("\n\nwords");
        assert_int_equal(mail.is_automatic, rows[i].is_automatic);
        assert_int_equal(mail.is_bounce, rows[i].is_bounce);
        assert_int_equal(mail.is_spam, rows[i].is_spam);
    }
}

/* ---- texts ---- */

static void a_text_is_undone_and_in_utf8(void **state)
{
    (void) state;
    static const char *const rows[][2] = {
        {"\n\xb9\xab\xd7\xe2", "公租"}, /* GB18030, and says nothing */
        {"Content-Type: text/plain; charset=gb2312\n\n\xb9\xab", "公"},
        {"Content-Type: text/plain; charset=gb2312\n\na\xb9", "a"}, /* cut off */
        {"Content-Type: text/plain; charset=gb2312\n\na\xff\xff", "a\xef\xbf\xbd\xef\xbf\xbd"},
        {"Content-Type: text/plain; charset=no-such\n\n公", "公"},
        {"Content-Type: text/plain; charset=utf-8\n\n\xb9\xab", "公"}, /* it lies */
        {"Content-Type: text/plain; charset=big5\n\n\xa4\xa4", "中"},
        {"Content-Transfer-Encoding: base64\n\n5YWs", "公"},
        {"Content-Transfer-Encoding: base64\n\n5Y Ws!", "公"},
        {"Content-Transfer-Encoding: quoted-printable\n\n=E5=85=AC=\n=zz", "公=zz"},
        {"Content-Transfer-Encoding: no-such\n\nwords", "words"},
        {"\n", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i][0]);
        put("MIME-Version: 1.0\n");
        is(read_text(rows[i][0]).text, rows[i][1]);
    }
}

static void a_nul_is_a_space(void **state)
{
    (void) state;
    static const char mail_with_nuls[] = "Subject: a\0b\nFrom: a@b\n\na\0b\0";
    put_bytes(mail_with_nuls, sizeof(mail_with_nuls) - 1);
    struct mail mail = read_written();
    is(mail.text, "a b ");
    is(mail.from_address, "a@b");
}

#define PARTS "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
#define PLAIN "--b\nContent-Type: text/plain\n\nplain\n"
#define HTML "--b\nContent-Type: text/html\n\n<p>\n"
#define IMAGE "--b\nContent-Type: image/png\n\nimage\n"
#define FILE_OF_TEXT "--b\nContent-Type: text/plain\nContent-Disposition: attachment\n\nfile\n"
#define MAIL_IN_MAIL "--b\nContent-Type: message/rfc822\n\nSubject: inner\n\ninner\n"

static void the_first_plain_part_is_the_text_and_files_are_counted(void **state)
{
    (void) state;
    static const struct {
        const char *mail;
        const char *text;
        int64_t attachments_count;
        bool is_html;
    } rows[] = {
        {PARTS PLAIN HTML "--b--\n", "plain", 0, false},
        {PARTS HTML PLAIN "--b--\n", "plain", 0, false},
        {PARTS HTML IMAGE "--b--\n", "<p>", 1, true},
        {PARTS PLAIN IMAGE FILE_OF_TEXT "--b--\n", "plain", 2, false},
        {PARTS FILE_OF_TEXT PLAIN "--b--\n", "plain", 1, false},
        {PARTS MAIL_IN_MAIL PLAIN "--b--\n", "plain", 1, false},
        {PARTS IMAGE "--b--\n", "", 1, false},
        {PARTS PLAIN PLAIN "--b--\n", "plain", 0, false},
        {PARTS PLAIN, "plain\n", 0, false}, /* never closed */
        {PARTS "--b--\n", "", 0, false},
        {PARTS, "", 0, false},
        {"MIME-Version: 1.0\nContent-Type: multipart/mixed\n\nwords\n", "", 0, false},
        {"MIME-Version: 1.0\nContent-Type: image/png\n\nimage\n", "", 1, false},
        {"MIME-Version: 1.0\nContent-Type: ;;;\n\nwords\n", "words\n", 0, false},
        {"Content-Type: text\n\nwords\n", "words\n", 0, false},
        {"Content-Type: foo/bar\n\nwords\n", "", 1, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i].mail);
        struct mail mail = read_text(rows[i].mail);
        is(mail.text, rows[i].text);
        assert_int_equal(mail.attachments_count, rows[i].attachments_count);
        assert_int_equal(mail.is_html, rows[i].is_html);
    }
}

/* ---- too much of something ---- */

static void a_long_text_is_cut_between_two_characters(void **state)
{
    (void) state;
    static const char *const heads[] = {"Content-Type: text/plain; charset=utf-8\n\n",
                                        "Content-Type: text/plain; charset=gb18030\n\n", "\n"};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        print_message("    %s\n", heads[i]);
        put("MIME-Version: 1.0\n");
        put(heads[i]);
        put("a");
        put_times(MANY / 2, i == 1 ? "\xb9\xab" : "公");
        struct mail mail = read_written();
        assert_in_range(mail.text.len, MAIL_TEXT_BYTES_MAX, 2 * MAIL_TEXT_BYTES_MAX);
        assert_int_equal(mail.text.len % 3, 1);
        assert_memory_equal(mail.text.ptr + mail.text.len - 3, "公", 3);
    }
}

static void lines_and_heads_of_any_length_are_read(void **state)
{
    (void) state;
    put("Subject: ");
    put_times(1 << 20, "a");
    put("\nFrom: a@b\n\n");
    put_times(10 << 20, "b");
    struct mail mail = read_written();
    assert_int_equal(mail.subject.len, 1 << 20);
    is(mail.from_address, "a@b");
    assert_in_range(mail.text.len, MAIL_TEXT_BYTES_MAX, MAIL_TEXT_BYTES_MAX + 4096);
}

static void a_head_of_many_fields_is_read(void **state)
{
    (void) state;
    put_times(100000, "X-Other: 1\n");
    is(read_text("From: a@b\n\nwords").from_address, "a@b");
}

static void parts_within_parts_are_read_as_deep_as_letters_are(void **state)
{
    (void) state;
    char part[128];
    put("From: a@b\n");
    for (int i = 0; i < 5000; i++) {
        (void) snprintf(part, sizeof(part),
                        "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
        put(part);
    }
    struct mail mail = read_text("\nwords");
    is(mail.from_address, "a@b");
    is(mail.text, "");
    put("From: a@b\n" PARTS PLAIN "--b\n");
    put_times(1000, "Content-Type: message/rfc822\n\nSubject: inner\n");
    mail = read_text("\nwords");
    is(mail.text, "plain");
    assert_int_equal(mail.attachments_count, 1);
}

/* ---- no mail ---- */

static void what_has_no_head_is_refused(void **state)
{
    (void) state;
    struct err err;
    struct mail mail = {.date_us = 7};
    assert_int_equal(read_into(&test_arena, &mail, &err), REJECT);
    assert_int_equal(err.reason, REASON_SYNTAX);
    assert_int_equal(mail.date_us, 7);
}

static void a_mail_that_the_arena_cannot_hold_is_told(void **state)
{
    (void) state;
    struct arena arena;
    struct err err;
    struct mail mail;
    unsigned retried = 0;
    enum outcome outcome = RETRY;
    for (size_t bytes = 16; outcome != OK; bytes += 16) {
        assert_int_equal(arena_init(&arena, bytes, &err), OK);
        put("Message-ID: <0123456789abcdef@b>\nReferences: <0123456789abcdef@c>\n"
            "From: 0123456789abcdef <0123456789abcdef@b>\nSubject: 0123456789abcdef\n\n"
            "0123456789abcdef");
        outcome = read_into(&arena, &mail, &err);
        retried += outcome == RETRY && arena.full;
        assert_true(outcome == OK || (outcome == RETRY && arena.full));
        arena_done(&arena);
    }
    assert_in_range(retried, 6, 64);
}

#define IN_AN_ARENA(test) cmocka_unit_test_setup_teardown(test, test_arena_make, test_arena_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_AN_ARENA(what_a_head_does_not_say_is_empty),
        IN_AN_ARENA(a_message_id_is_what_stands_between_its_brackets),
        IN_AN_ARENA(a_thread_is_what_references_say_or_else_in_reply_to),
        IN_AN_ARENA(of_a_long_thread_the_first_and_the_latest_are_kept),
        IN_AN_ARENA(who_wrote_is_the_first_that_from_names),
        IN_AN_ARENA(a_subject_is_decoded_and_unfolded),
        IN_AN_ARENA(a_date_is_an_instant_or_none),
        IN_AN_ARENA(machines_bounces_and_spam_are_told_by_the_head),
        IN_AN_ARENA(a_text_is_undone_and_in_utf8),
        IN_AN_ARENA(a_nul_is_a_space),
        IN_AN_ARENA(the_first_plain_part_is_the_text_and_files_are_counted),
        IN_AN_ARENA(a_long_text_is_cut_between_two_characters),
        IN_AN_ARENA(lines_and_heads_of_any_length_are_read),
        IN_AN_ARENA(a_head_of_many_fields_is_read),
        IN_AN_ARENA(parts_within_parts_are_read_as_deep_as_letters_are),
        IN_AN_ARENA(what_has_no_head_is_refused),
        IN_AN_ARENA(a_mail_that_the_arena_cannot_hold_is_told),
    };
    mail_init();
    int failed = RUN(tests);
    mail_done();
    return failed;
}
