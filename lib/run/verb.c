/* verb -- see verb.h. */
#include "run/verb.h"

#include <stdio.h>
#include <string.h>

#include "base/stop.h"
#include "run/core_file.h"
#include "run/log.h"
#include "run/version.h"

static const struct verb *verb_find(const struct verb_program *program, const char *name)
{
    for (size_t i = 0; program->lists[i] != NULL; i++)
        for (const struct verb *verb = program->lists[i]; verb->name != NULL; verb++)
            if (strcmp(verb->name, name) == 0)
                return verb;
    return NULL;
}

static void print_verb(const struct verb_program *program, const struct verb *verb, FILE *out)
{
    const char *arguments = verb->arguments == NULL ? "" : verb->arguments;
    (void) fprintf(out, "  %s %s%s%s\n        %s\n", program->name, verb->name,
                   arguments[0] == '\0' ? "" : " ", arguments, verb->help);
}

static void print_help(const struct verb_program *program, FILE *out)
{
    (void) fprintf(out, "%s -- %s\n\n", program->name, program->help);
    for (size_t i = 0; program->lists[i] != NULL; i++)
        for (const struct verb *verb = program->lists[i]; verb->name != NULL; verb++)
            print_verb(program, verb, out);
    if (program->settings != NULL) {
        static const struct verb settings = {
            .name = "settings", .help = "Print a file of settings that says the defaults."};
        if (verb_find(program, settings.name) == NULL)
            print_verb(program, &settings, out);
        (void) fprintf(out, "\nSettings:\n");
        conf_help(program->settings, out);
    }
}

static void print_verb_help(const struct verb_program *program, const struct verb *verb)
{
    const struct conf_spec *settings = program->settings;
    for (const struct verb_options *it = program->options; it != NULL && it->verb != NULL; it++)
        if (strcmp(it->verb, verb->name) == 0)
            settings = it->spec;
    print_verb(program, verb, stdout);
    if (settings == NULL)
        return;
    (void) printf("\nSettings:\n");
    conf_help(settings, stdout);
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

/* What needs no verb; false when it is something else. */
static bool answer_itself(const char *name, const struct verb_program *program)
{
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        print_help(program, stdout);
    else if (strcmp(name, "--version") == 0)
        (void) printf("%s %s\n", program->name, SHOUWEN_VERSION);
    else if (strcmp(name, "settings") == 0 && program->settings != NULL)
        conf_sample(program->settings, stdout);
    else
        return false;
    return true;
}

int verb_main(int argc, char **argv, const struct verb_program *program)
{
    core_file_forbid();
    const char *name = argc > 1 ? argv[1] : "";
    const struct verb *verb = verb_find(program, name);
    if (verb == NULL && answer_itself(name, program))
        return EXIT_DONE;
    if (verb == NULL) {
        if (name[0] != '\0')
            (void) fprintf(stderr, "%s: there is no verb \"%s\"\n", program->name, name);
        print_help(program, stderr);
        return EXIT_USAGE;
    }
    if (wants_help(argc - 2, argv + 2)) {
        print_verb_help(program, verb);
        return EXIT_DONE;
    }
    return verb->function(argc - 1, argv + 1, program->context);
}

static void print_plain_help(const struct plain_program *program)
{
    (void) printf("%s %s\n%s\n\n", program->name, program->arguments, program->help);
    conf_help(program->settings, stdout);
    (void) printf("  --settings\n        print a file of settings that says the defaults\n");
    if (program->example != NULL)
        (void) printf("\nExample:\n%s", program->example);
}

/* What needs no settings; false when it is something else. */
static bool plain_program_answers(int argc, char **argv, const struct plain_program *program)
{
    if (wants_help(argc - 1, argv + 1))
        print_plain_help(program);
    else if (argc == 2 && strcmp(argv[1], "--version") == 0)
        (void) printf("%s %s\n", program->name, SHOUWEN_VERSION);
    else if (argc == 2 && (strcmp(argv[1], "--settings") == 0 || strcmp(argv[1], "settings") == 0))
        conf_sample(program->settings, stdout);
    else
        return false;
    return true;
}

static enum outcome read_settings(int argc, char **argv, const struct plain_program *program,
                                  struct err *err)
{
    int words = 0;
    if (conf_read(program->settings, argc - 1, argv + 1, &words, err) != OK)
        return err->outcome;
    if (words != program->words_count)
        return err_set(err, FATAL, "takes %d word%s beside its settings, not %d; --help says more",
                       program->words_count, program->words_count == 1 ? "" : "s", words);
    return log_level_choose(program->log_level, err);
}

bool plain_program_start(int argc, char **argv, const struct plain_program *program, int *exit_out)
{
    struct err err;
    core_file_forbid();
    *exit_out = EXIT_DONE;
    if (plain_program_answers(argc, argv, program))
        return false;
    if (read_settings(argc, argv, program, &err) != OK) {
        (void) fprintf(stderr, "%s: %s\n", program->name, err.text);
        *exit_out = EXIT_USAGE;
        return false;
    }
    if (stop_on_signals(&err) != OK) {
        log_err(LOG_ERROR, "start", &err);
        *exit_out = EXIT_FAILED;
        return false;
    }
    return true;
}
