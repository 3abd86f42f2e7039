/*
 * topic -- the topics there are, by number and by name.
 *
 * The first TOPICS_OF_EVENTS carry the events of a subject, share their partition count and are
 * read together.  The citizen topic, of personal data, is read alone.
 */
#ifndef SHOUWEN_CORE_TOPIC_H
#define SHOUWEN_CORE_TOPIC_H

#include <stdbool.h>

#include "base/str.h"

enum topic {
    TOPIC_INQUIRY,
    TOPIC_TRANSFER,
    TOPIC_COMPLETION,
    TOPIC_CALLBACK,
    TOPIC_RATING,
    TOPIC_OVERSIGHT,
    TOPICS_OF_EVENTS,
    TOPIC_CITIZEN = TOPICS_OF_EVENTS,
    TOPICS_TO_READ, /* by consumers */
    TOPIC_ALERT = TOPICS_TO_READ,
    TOPIC_DEADLETTER,
    TOPICS_COUNT
};

/* "inquiry" …: what follows the prefix ("shouwen.") in the broker's name of the topic. */
const char *topic_name(enum topic topic);

/* The topic of that name; false when there is none. */
bool topic_find(struct str name, enum topic *topic_out);

#endif
