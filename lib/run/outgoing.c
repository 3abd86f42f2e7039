/* outgoing -- see outgoing.h. */
#include "run/outgoing.h"

#include "base/time.h"
#include "wire/citizen_codec.h"
#include "wire/event_codec.h"

enum outcome outgoing_event(const struct event *event, struct arena *arena,
                            struct outgoing *outgoing_out, struct err *err)
{
    struct outgoing outgoing = {.topic = event_kind_topic(event->kind)};
    if (event_check(event, time_now_us(), err) != OK ||
        event_key(event, arena, &outgoing.key, err) != OK ||
        event_encode(event, arena, &outgoing.value, err) != OK)
        return err->outcome == RETRY
                   ? err_reason(err, REJECT, REASON_TOO_LARGE, "the event is too large to be sent")
                   : err->outcome;
    *outgoing_out = outgoing;
    return OK;
}

enum outcome outgoing_citizen(const struct citizen *citizen, struct arena *arena,
                              struct outgoing *outgoing_out, struct err *err)
{
    struct outgoing outgoing = {.topic = TOPIC_CITIZEN};
    if (citizen_encode(citizen, arena, &outgoing.key, &outgoing.value, err) != OK)
        return err->outcome == RETRY
                   ? err_reason(err, REJECT, REASON_TOO_LARGE, "the text is too large to be sent")
                   : err->outcome;
    *outgoing_out = outgoing;
    return OK;
}
