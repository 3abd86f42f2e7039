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

bool topic_find(struct str name, enum topic *topic_out)
{
    for (enum topic topic = 0; topic < TOPICS_COUNT; topic++) {
        if (!str_eq(name, str_from(names[topic])))
            continue;
        *topic_out = topic;
        return true;
    }
    return false;
}
