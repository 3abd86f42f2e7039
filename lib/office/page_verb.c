/* page_verb -- see page_verb.h. */
#include "office/page_verb.h"

#include "office/output.h"

static enum outcome print(const struct page_verb *verb, struct err *err)
{
    struct output output;
    if (output_open(verb->output, &output, err) != OK)
        return err->outcome;
    verb->print(verb->work, output.file);
    enum outcome outcome = output_finish(&output, err);
    output_drop(&output);
    return outcome;
}

int page_verb_run(const struct page_verb *verb, struct consumer *consumer, int argc, char **argv)
{
    const struct conf_spec spec = consumer_conf_spec_of(verb->help, verb->conf);
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings_of(consumer, &spec, argc, argv, &exit_code))
        return exit_code;
    if (verb->check(verb->work, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    enum outcome outcome = verb->read(verb->work, consumer, &err);
    if (outcome == OK)
        outcome = print(verb, &err);
    verb->done(verb->work);
    return outcome == OK ? EXIT_DONE : consumer_failed(verb->name, &err);
}
