/* topic -- see topic.h. */
#include "core/topic.h"

#include <assert.h>

static const char *const names[TOPICS_COUNT] = {
    [TOPIC_INQUIRY] = "inquiry",   [TOPIC_TRANSFER] = "transfer", [TOPIC_COMPLETION] = "completion",
    [TOPIC_CALLBACK] = "callback", [TOPIC_RATING] = "rating",     [TOPIC_OVERSIGHT] = "oversight",
    [TOPIC_CITIZEN] = "citizen",   [TOPIC_ALERT] = "alert",       [TOPIC_DEADLETTER] = "deadletter",
};

const char *topic_name(enum topic topic)
{
    assert(topic < TOPICS_COUNT);
    return names[topic];
}
