/*
 * histories -- random histories as NDJSON, one event a line, for the scripts that send them.
 *
 *     histories SUBJECTS [SEED [ODD_PERCENT]]   every event of so many subjects, mixed
 *
 * The same arguments print the same lines.  Of each subject about a dozen events; some are said
 * twice, or again with another content.
 */
#include <stdio.h>
#include <stdlib.h>

#include "support/gen.h"
#include "wire/event_json.h"

enum { EVENTS_MAX = 40, AT_ONCE = 64, ARENA_BYTES = 64 << 20 };

/* The histories of some subjects, shuffled together, each in its order no more. */
static int print_some(struct gen *gen, struct arena *arena, const struct gen_options *options,
                      size_t subjects)
{
    static struct event events[AT_ONCE * EVENTS_MAX];
    static const struct event *order[AT_ONCE * EVENTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < subjects; i++)
        count += gen_history(gen, arena, options, events + count, EVENTS_MAX);
    for (size_t i = 0; i < count; i++)
        order[i] = &events[i];
    gen_shuffle(gen, order, count);
    for (size_t i = 0; i < count; i++) {
        struct str json;
        struct err err;
        if (event_to_json(order[i], arena, &json, &err) != OK) {
            (void) fprintf(stderr, "histories: %s\n", err.text);
            return 1;
        }
        if (printf("%.*s\n", STR_ARG(json)) < 0)
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 4) {
        (void) fprintf(stderr, "usage: histories SUBJECTS [SEED [ODD_PERCENT]]\n");
        return 2;
    }
    struct arena arena;
    struct err err;
    size_t subjects = strtoull(argv[1], NULL, 10);
    struct gen gen = gen_seed(argc > 2 ? strtoull(argv[2], NULL, 10) : gen_seed_given(1));
    struct gen_options options = {
        .odd_percent = argc > 3 ? (unsigned) strtoul(argv[3], NULL, 10) : 10,
    };
    int status = 0;
    if (arena_init(&arena, ARENA_BYTES, &err) != OK)
        return 1;
    for (size_t done = 0; status == 0 && done < subjects; done += AT_ONCE) {
        arena_reset(&arena);
        status = print_some(&gen, &arena, &options,
                            subjects - done < AT_ONCE ? subjects - done : AT_ONCE);
    }
    arena_done(&arena);
    return status == 0 && fflush(stdout) != 0 ? 1 : status;
}
