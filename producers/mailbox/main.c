/* main -- shouwen-mailbox: the director's mailbox (局长信箱), a mail an event. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/stop.h"
#include "intake.h"
#include "run/log.h"
#include "run/verb.h"

static const char example[] =
    "  shouwen-mailbox once --maildir /var/mail/juzhang --unit zjj --section bgs\n"
    "\n"
    "once takes what is in new and cur and ends; watch goes on.  A mail that the broker has\n"
    "acknowledged goes to done, one that says nothing that can be taken to refused, answers of\n"
    "machines, bounces and spam to aside, the reason beside it.  Who wrote and in what words goes\n"
    "to the topic of citizens only.\n"
    "The first mail of a thread (References, In-Reply-To) is a case, whose number is its\n"
    "Message-ID; replies add to it.\n"
    "Keep the folder threads: it knows which mail opened which case.\n"
    "Exit status: 0 no mail was refused or stays (watch: it was asked to stop), 1 failed or some "
    "was,\n"
    "2 usage.\n";

static bool is_known(const char *verb)
{
    return strcmp(verb, "once") == 0 || strcmp(verb, "watch") == 0;
}

static void tell(const struct intake_counts *counts)
{
    log_line(LOG_INFO, stop_requested() ? "stopped" : "done",
             "done=%" PRIu64 " refused=%" PRIu64 " aside=%" PRIu64 " left=%" PRIu64, counts->done,
             counts->refused, counts->aside, counts->left);
}

/* ---- watching ---- */

static enum outcome watch(struct intake *intake, const struct settings *settings,
                          struct intake_counts *counts, struct err *err)
{
    enum outcome outcome = intake_listen(intake, err);
    if (outcome == OK)
        log_line(LOG_INFO, "watching", "rescan_s=%" PRId64, settings->rescan_s);
    while (outcome == OK && !stop_requested()) {
        counts->left = 0; /* what stays is counted anew */
        outcome = intake_pass(intake, counts, err);
        if (outcome == OK)
            intake_wait(intake);
    }
    return outcome;
}

/* ---- the program ---- */

static int run(const struct settings *settings, bool is_watch)
{
    struct err err;
    struct intake *intake = NULL;
    struct intake_counts counts = {0};
    enum outcome outcome = intake_open(settings, &intake, &err);
    if (outcome == OK)
        outcome =
            is_watch ? watch(intake, settings, &counts, &err) : intake_pass(intake, &counts, &err);
    if (outcome != OK)
        log_err(LOG_ERROR, "mailbox", &err);
    tell(&counts);
    intake_close(intake);
    bool is_whole = counts.refused == 0 && counts.left == 0 && !stop_requested();
    return outcome == OK && (is_watch || is_whole) ? EXIT_DONE : EXIT_FAILED;
}

int main(int argc, char **argv)
{
    static struct settings settings;
    const struct conf_spec spec = settings_spec(&settings);
    const struct plain_program program = {
        .name = "shouwen-mailbox",
        .arguments = "once|watch --maildir FOLDER --unit UNIT --section SECTION",
        .help = "Publish the mails of a Maildir.",
        .example = example,
        .settings = &spec,
        .log_level = settings.log_level,
        .words_count = 1,
    };
    int exit_code = EXIT_DONE;
    if (!plain_program_start(argc, argv, &program, &exit_code))
        return exit_code;
    if (!is_known(argv[1])) {
        (void) fprintf(stderr, "shouwen-mailbox: '%s' is neither once nor watch\n", argv[1]);
        return EXIT_USAGE;
    }
    return run(&settings, strcmp(argv[1], "watch") == 0);
}
