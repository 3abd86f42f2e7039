/* intake -- see intake.h. */
#include "intake.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/stop.h"
#include "base/time.h"
#include "io/disk.h"
#include "io/mail.h"
#include "letter.h"
#include "office/alias.h"
#include "office/refusals.h"
#include "run/log.h"
#include "run/publisher.h"
#include "thread.h"

enum { ARENA_BYTES = 16 << 20, SLOTS_COUNT = 256, WAIT_MS = 50 };

/* A mail that is on its way. */
struct slot {
    struct incoming_file mail;
    int waiting; /* messages without an answer; 0: the slot is free */
    bool has_failed;
};

struct intake {
    const struct settings *settings;
    struct incoming maildir;
    struct arena arena;
    struct aliases *aliases;
    struct publisher *publisher;
    struct refusals *refusals;
    struct thread *thread;
    struct intake_counts counts;
    struct err stuck; /* why a mail could not be moved in this pass; OK: all could */
    struct slot slots[SLOTS_COUNT];
};

/* ---- where a mail goes ---- */

static void leave(struct intake *intake, const struct incoming_file *mail, const struct err *err)
{
    intake->counts.left++;
    log_line(LOG_WARN, "left", "mail=\"%s\" text=\"%s\"", mail->name, err->text);
}

/* Whether it has gone where it belongs, or would have. */
static bool move(struct intake *intake, const struct incoming_file *mail, enum maildir_folder to,
                 const char *reason)
{
    struct err err;
    struct incoming_file moved = *mail;
    const struct incoming_beside beside = {.suffix = INCOMING_REASON, .text = reason};
    if (intake->settings->dry_run ||
        incoming_move(&intake->maildir, &moved, to, reason == NULL ? NULL : &beside, &err) == OK)
        return true;
    leave(intake, mail, &err);
    if (err.outcome != REJECT && intake->stuck.outcome != FATAL)
        intake->stuck = err;
    return false;
}

static void refuse(struct intake *intake, const struct incoming_file *mail, const struct err *err)
{
    char reason[ERR_TEXT_MAX + 64];
    (void) snprintf(reason, sizeof(reason), "%s: %s\n", reason_name(err->reason), err->text);
    log_line(LOG_WARN, "refused", "mail=\"%s\" reason=%s text=\"%s\"", mail->name,
             reason_name(err->reason), err->text);
    if (!move(intake, mail, MAILDIR_REFUSED, reason))
        return; /* it is refused, and counted, when it can be moved */
    intake->counts.refused++;
    if (!intake->settings->dry_run)
        refusals_add(intake->refusals, str_from(intake->settings->source), err->reason);
}

static void set_aside(struct intake *intake, const struct incoming_file *mail, const char *why)
{
    char reason[64];
    (void) snprintf(reason, sizeof(reason), "%s\n", why);
    log_line(LOG_INFO, "aside", "mail=\"%s\" reason=%s", mail->name, why);
    intake->counts.aside += move(intake, mail, MAILDIR_ASIDE, reason);
}

/* One message less is waited for. */
static void answered(struct intake *intake, struct slot *slot)
{
    slot->waiting--;
    if (slot->waiting > 0)
        return;
    if (slot->has_failed) {
        intake->counts.left++;
        return;
    }
    intake->counts.done += move(intake, &slot->mail, MAILDIR_DONE, NULL);
}

static void settled(void *context, uint64_t cookie, enum outcome outcome, const struct err *err)
{
    struct intake *intake = context;
    struct slot *slot = &intake->slots[cookie];
    if (outcome != OK) {
        slot->has_failed = true;
        log_line(LOG_WARN, "unacknowledged", "mail=\"%s\" text=\"%s\"", slot->mail.name, err->text);
    }
    answered(intake, slot);
}

/* ---- one mail ---- */

static enum outcome find_slot(struct intake *intake, size_t *index_out, struct err *err)
{
    while (!stop_requested()) {
        for (size_t i = 0; i < SLOTS_COUNT; i++) {
            if (intake->slots[i].waiting > 0)
                continue;
            *index_out = i;
            return OK;
        }
        publisher_poll(intake->publisher, WAIT_MS);
    }
    return err_set(err, RETRY, "stopped");
}

/* Who wrote and the texts go first: who reads of the event finds them. */
static enum outcome pack(struct intake *intake, const struct told_whole *told,
                         struct outgoing *messages, struct err *err)
{
    for (size_t i = 0; i < told->records_count; i++)
        if (outgoing_citizen(&told->records[i], &intake->arena, &messages[i], err) != OK)
            return err->outcome;
    return outgoing_event(&told->event, &intake->arena, &messages[told->records_count], err);
}

static enum outcome send(struct intake *intake, const struct incoming_file *mail,
                         const struct told_whole *told, struct err *err)
{
    struct outgoing messages[1 + sizeof(told->records) / sizeof(told->records[0])];
    size_t index = 0;
    if (pack(intake, told, messages, err) != OK)
        return err->outcome;
    if (intake->settings->dry_run) {
        intake->counts.done++;
        return OK;
    }
    if (find_slot(intake, &index, err) != OK)
        return err->outcome;
    struct slot *slot = &intake->slots[index];
    *slot = (struct slot) {.mail = *mail, .waiting = 1}; /* itself, until all is sent */
    enum outcome outcome = OK;
    for (size_t i = 0; i <= told->records_count && outcome == OK; i++) {
        outcome = publisher_outgoing(intake->publisher, &messages[i], index, err);
        slot->waiting += outcome == OK;
    }
    if (outcome != OK) {
        slot->has_failed = true;
        log_line(LOG_WARN, "unsent", "mail=\"%s\" text=\"%s\"", mail->name, err->text);
    }
    answered(intake, slot);
    return outcome == FATAL ? FATAL : OK;
}

/* A rehearsal leaves no trace, so it knows none either. */
static enum outcome place(struct intake *intake, struct letter *letter, struct err *err)
{
    if (!intake->settings->dry_run)
        return thread_place(intake->thread, &intake->arena, letter, err);
    letter->number = letter->own;
    letter->is_opening = true;
    return OK;
}

/* What the mail tells, or why it tells nothing. */
static enum outcome tell(struct intake *intake, const struct incoming_bytes *file,
                         struct told_whole *told_out, const char **aside_out, struct err *err)
{
    const struct settings *settings = intake->settings;
    const struct letter_office office = {.source = str_from(settings->source),
                                         .unit = str_from(settings->unit),
                                         .section = str_from(settings->section)};
    struct mail mail;
    struct letter letter = {.mail = &mail, .arrived_at_us = file->arrived_at_us};
    if (file->size_bytes > settings->mail_bytes_max)
        return err_reason(err, REJECT, REASON_TOO_LARGE, "the mail has more than %" PRId64 " bytes",
                          settings->mail_bytes_max);
    if (mail_read(file->file, &intake->arena, &mail, err) != OK)
        return err->outcome;
    *aside_out = letter_aside(&mail);
    if (*aside_out != NULL)
        return OK;
    if (letter_ids(&letter, &intake->arena, err) != OK)
        return err->outcome;
    if (place(intake, &letter, err) != OK ||
        letter_tell(&letter, &office, &intake->arena, told_out, err) != OK)
        return err->outcome;
    enum outcome outcome = aliases_resolve(intake->aliases, &told_out->event, &intake->arena, err);
    if (outcome == REJECT) /* no mail's fault, and would be every mail's */
        err->outcome = outcome = FATAL;
    if (outcome != OK)
        return outcome;
    return told_whole_finish(told_out, time_now_us(), &intake->arena, err);
}

static enum outcome take_read(struct intake *intake, const struct incoming_file *mail,
                              const struct incoming_bytes *file, struct err *err)
{
    struct told_whole told;
    const char *aside = NULL;
    arena_reset(&intake->arena);
    enum outcome outcome = tell(intake, file, &told, &aside, err);
    if (outcome == RETRY && intake->arena.full)
        outcome = err_reason(err, REJECT, REASON_TOO_LARGE, "the mail is too large to be read");
    if (outcome == OK && aside != NULL)
        set_aside(intake, mail, aside);
    else if (outcome == OK)
        outcome = send(intake, mail, &told, err);
    return outcome;
}

/* Since an earlier pass, which did not wait for the answer any longer. */
static bool is_on_its_way(const struct intake *intake, const struct incoming_file *mail)
{
    for (size_t i = 0; i < SLOTS_COUNT; i++)
        if (intake->slots[i].waiting > 0 && strcmp(intake->slots[i].mail.name, mail->name) == 0)
            return true;
    return false;
}

static enum outcome take(void *context, const struct incoming_file *mail, struct err *err)
{
    struct intake *intake = context;
    struct incoming_bytes file = {.file = -1};
    if (stop_requested() || is_on_its_way(intake, mail))
        return OK;
    if (intake->stuck.outcome != OK) { /* it would be sent in vain, and again in the next pass */
        intake->counts.left++;
        return OK;
    }
    enum outcome outcome = incoming_read(&intake->maildir, mail, &file, err);
    if (outcome == OK)
        outcome = take_read(intake, mail, &file, err);
    disk_close(file.file);
    publisher_poll(intake->publisher, 0);
    if (outcome == REJECT)
        refuse(intake, mail, err);
    else if (outcome == RETRY)
        leave(intake, mail, err);
    return outcome == FATAL ? outcome : OK;
}

enum outcome intake_pass(struct intake *intake, struct intake_counts *counts, struct err *err)
{
    struct err unanswered;
    intake->counts = *counts;
    intake->stuck.outcome = OK;
    enum outcome outcome = incoming_each(&intake->maildir, MAILDIR_NEW, take, intake, err);
    if (outcome == OK)
        outcome = incoming_each(&intake->maildir, MAILDIR_CUR, take, intake, err);
    if (publisher_finish(intake->publisher, (int) intake->settings->answer_timeout_ms,
                         &unanswered) != OK)
        log_err(LOG_WARN, "finish", &unanswered);
    for (size_t i = 0; i < SLOTS_COUNT; i++)
        intake->counts.left += intake->slots[i].waiting > 0;
    *counts = intake->counts;
    if (outcome == OK && intake->stuck.outcome == FATAL) {
        *err = intake->stuck;
        outcome = FATAL;
    }
    refusals_write(intake->refusals);
    return outcome;
}

/* ---- life cycle ---- */

enum outcome intake_open(const struct settings *settings, struct intake **intake_out,
                         struct err *err)
{
    struct intake *intake = calloc(1, sizeof(*intake));
    if (intake == NULL)
        return err_set(err, FATAL, "no memory for an intake");
    intake->settings = settings;
    if (maildir_open(settings->maildir, &intake->maildir, err) != OK) {
        free(intake);
        return err->outcome;
    }
    const struct publisher_options options = {
        .bootstrap_servers = settings->kafka_bootstrap_servers,
        .topic_prefix = settings->topic_prefix,
        .client_id = "shouwen-mailbox",
        .settings = settings->kafka.list,
        .in_flight_max = (size_t) settings->in_flight_max,
        .is_dry_run = settings->dry_run,
        .has_cloudevents = settings->cloudevents_headers,
        .context = intake,
        .settled = settled,
    };
    const struct refusals_options refusals = {
        .program = "mailbox",
        .conninfo = settings->pg_conninfo,
        .user = settings->pg_user,
    };
    mail_init();
    if (arena_init(&intake->arena, ARENA_BYTES, err) != OK ||
        aliases_open(settings->pg_conninfo, settings->pg_user, "shouwen-mailbox", &intake->aliases,
                     err) != OK ||
        refusals_open(&refusals, &intake->refusals, err) != OK ||
        thread_new(&intake->maildir, settings, &intake->thread, err) != OK ||
        publisher_open(&options, &intake->publisher, err) != OK) {
        intake_close(intake);
        return err->outcome;
    }
    *intake_out = intake;
    return OK;
}

enum outcome intake_listen(struct intake *intake, struct err *err)
{
    if (incoming_listen(&intake->maildir, MAILDIR_NEW, err) != OK)
        return err->outcome;
    return incoming_listen(&intake->maildir, MAILDIR_CUR, err);
}

void intake_wait(struct intake *intake)
{
    incoming_wait(&intake->maildir, intake->settings->rescan_s);
}

void intake_close(struct intake *intake)
{
    if (intake == NULL)
        return;
    publisher_close(intake->publisher);
    thread_free(intake->thread);
    refusals_close(intake->refusals);
    aliases_close(intake->aliases);
    arena_done(&intake->arena);
    incoming_close(&intake->maildir);
    mail_done();
    free(intake);
}
