/* thread -- see thread.h. */
#include "thread.h"

#include <stdlib.h>

#include "base/time.h"
#include "io/pg.h"
#include "run/log.h"
#include "sql.h"

enum { PARAMS_BYTES = 1024, CONNECT_S = 2, STATEMENT_MS = 5000, AWAY_S = 30 };

struct thread {
    struct incoming *maildir;
    struct str source;
    const char *conninfo;
    const char *user;
    struct pg *pg;
    struct pg_params *params;
    int64_t away_until_us; /* it gave no answer, and is not asked before */
};

enum outcome thread_new(struct incoming *maildir, const struct settings *settings,
                        struct thread **thread_out, struct err *err)
{
    struct thread *thread = calloc(1, sizeof(*thread));
    if (thread == NULL)
        return err_set(err, FATAL, "no memory for threads");
    *thread = (struct thread) {.maildir = maildir,
                               .source = str_from(settings->source),
                               .conninfo = settings->pg_conninfo,
                               .user = settings->pg_user};
    if (pg_params_new(PARAMS_BYTES, &thread->params, err) != OK) {
        thread_free(thread);
        return err->outcome;
    }
    *thread_out = thread;
    return OK;
}

void thread_free(struct thread *thread)
{
    if (thread == NULL)
        return;
    pg_params_free(thread->params);
    pg_close(thread->pg);
    free(thread);
}

static enum outcome query(struct thread *thread, const struct uuid *subject, struct pg_rows *rows,
                          struct err *err)
{
    const struct pg_options options = {
        .conninfo = thread->conninfo,
        .user = thread->user[0] == '\0' ? NULL : thread->user,
        .application_name = "shouwen-mailbox",
        .connect_timeout_s = CONNECT_S,
        .statement_timeout_ms = STATEMENT_MS,
    };
    if (pg_ensure(&options, &thread->pg, err) != OK)
        return err->outcome;
    pg_params_reset(thread->params);
    pg_param_uuid(thread->params, subject);
    return pg_exec(thread->pg, SQL_CASE_STATUS, thread->params, rows, err);
}

/* As far as anybody can say; who gives no answer does not hold up every reply. */
static bool is_completed(struct thread *thread, const struct uuid *subject)
{
    struct err err;
    struct pg_rows rows = {.count = 0};
    if (thread->conninfo[0] == '\0' || time_steady_us() < thread->away_until_us)
        return false;
    if (query(thread, subject, &rows, &err) != OK) {
        log_err(LOG_WARN, "whether a case is completed", &err);
        thread->away_until_us = time_steady_us() + AWAY_S * INT64_C(1000000);
        return false;
    }
    bool is_so = rows.count > 0 && str_eq(pg_rows_text(&rows, 0, 0), STR("completed"));
    pg_rows_done(&rows);
    return is_so;
}

static struct uuid subject_of(const struct thread *thread, struct str number)
{
    return event_subject(SUBJECT_CASE, thread->source, number);
}

/* The number of the case that the mails before it are of; '': there are none. */
static enum outcome find_case(struct thread *thread, const struct mail *mail, struct arena *arena,
                              struct str *number_out, struct err *err)
{
    struct str number = {0};
    struct maildir_opener opener = {.len = 0};
    for (size_t i = mail->thread_count; i > 0 && opener.len == 0; i--) {
        if (letter_number(mail->thread[i - 1], arena, &number, err) != OK)
            return err->outcome;
        struct uuid subject = subject_of(thread, number);
        if (maildir_opener(thread->maildir, &subject, &opener, err) != OK)
            return err->outcome;
    }
    *number_out = number;
    return OK;
}

/* Did it open its own case?  Where another mail with its Message-ID did, its own gets another
 * number. */
static enum outcome find_own(struct thread *thread, struct letter *letter, bool *is_open_out,
                             struct err *err)
{
    struct maildir_opener opener;
    struct uuid subject = subject_of(thread, letter->own);
    if (maildir_opener(thread->maildir, &subject, &opener, err) != OK)
        return err->outcome;
    if (letter_is_namesake(letter, (struct str) {.ptr = opener.bytes, .len = opener.len})) {
        letter->own = letter->reference;
        subject = subject_of(thread, letter->own);
        if (maildir_opener(thread->maildir, &subject, &opener, err) != OK)
            return err->outcome;
    }
    *is_open_out = opener.len > 0;
    return OK;
}

enum outcome thread_place(struct thread *thread, struct arena *arena, struct letter *letter,
                          struct err *err)
{
    struct str number;
    bool is_open = false;
    if (find_case(thread, letter->mail, arena, &number, err) != OK ||
        find_own(thread, letter, &is_open, err) != OK)
        return err->outcome;
    struct uuid subject = subject_of(thread, number);
    bool is_reply = number.len > 0 && !str_eq(number, letter->own);
    letter->number = letter->own;
    if (is_reply && (is_open || is_completed(thread, &subject)))
        letter->follows = number;
    else if (is_reply)
        letter->number = number;
    subject = subject_of(thread, letter->number);
    return maildir_opens(thread->maildir, &subject, letter->reference, &letter->is_opening, err);
}
