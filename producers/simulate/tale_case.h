/* tale_case -- the steps of a case's life that what goes wrong with it takes too. */
#ifndef SHOUWEN_SIMULATE_TALE_CASE_H
#define SHOUWEN_SIMULATE_TALE_CASE_H

#include "tale.h"

/* A section other than this one: of its unit, of another unit, outside. */
int32_t tale_other_section(struct tale *tale, int32_t section);
int32_t tale_other_unit(struct tale *tale, int32_t section);

void tale_accept(struct tale *tale);
void tale_hand_to(struct tale *tale, int32_t section);
void tale_complete(struct tale *tale);
void tale_rate(struct tale *tale, enum satisfaction satisfaction);
void tale_call_back(struct tale *tale, enum callback_outcome outcome);
/* What comes when it has ended. */
void tale_follow_up(struct tale *tale);

/* Some text of a field, which travels beside the event. */
#define TALE_TEXT(field) SET_OF(TEXT_FIELD_##field)

#endif
