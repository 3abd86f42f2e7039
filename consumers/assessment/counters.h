/* counters -- the verb `counters`: what is counted, as formulas name it; needs no server. */
#ifndef SHOUWEN_ASSESSMENT_COUNTERS_H
#define SHOUWEN_ASSESSMENT_COUNTERS_H

int counters_verb(int argc, char **argv, void *context);

#endif
