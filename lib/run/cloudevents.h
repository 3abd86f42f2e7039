/*
 * cloudevents -- the headers of CloudEvents 1.0 in Kafka's binary mode, for readers that want them.
 *
 * The record needs none of them: they repeat what it says, cost time on both sides, and are left
 * out unless a setting asks.
 */
#ifndef SHOUWEN_RUN_CLOUDEVENTS_H
#define SHOUWEN_RUN_CLOUDEVENTS_H

#include "base/civil.h"
#include "core/event.h"
#include "io/kafka_out.h"

enum { CLOUDEVENTS_HEADERS = 7, CLOUDEVENTS_TYPE_MAX = 64, CLOUDEVENTS_SOURCE_MAX = 136 };

/* The headers, and the texts they borrow. */
struct cloudevents {
    struct kafka_header headers[CLOUDEVENTS_HEADERS];
    char id[UUID_TEXT_LEN + 1];
    char type[CLOUDEVENTS_TYPE_MAX];
    char source[CLOUDEVENTS_SOURCE_MAX];
    char time[CIVIL_TEXT_MAX];
};

/* Of an event that passed the door; `key` is its record's. */
void cloudevents_of(const struct event *event, struct str key, struct cloudevents *out);

#endif
