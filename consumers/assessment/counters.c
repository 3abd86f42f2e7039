/* counters -- see counters.h. */
#include "counters.h"

#include <stdio.h>

#include "core/score.h"
#include "run/verb.h"

int counters_verb(int argc, char **argv, void *context)
{
    (void) argv;
    (void) context;
    if (argc != 1) {
        (void) fprintf(stderr, "counters takes no arguments\n");
        return EXIT_USAGE;
    }
    for (enum counter counter = 0; counter < COUNTERS_COUNT; counter++)
        (void) printf("%-9s %-22s %s\n", account_name(counter_account(counter)),
                      counter_name(counter), counter_chinese(counter));
    return EXIT_DONE;
}
