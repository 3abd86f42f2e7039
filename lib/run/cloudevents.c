/* cloudevents -- see cloudevents.h. */
#include "run/cloudevents.h"

#include <stdio.h>

void cloudevents_of(const struct event *event, struct str key, struct cloudevents *out)
{
    uuid_text(&event->id, out->id);
    civil_text(event->occurred_at_us, out->time);
    (void) snprintf(out->type, sizeof(out->type), "shouwen.v1.%s", event_kind_name(event->kind));
    (void) snprintf(out->source, sizeof(out->source), "/%.*s", STR_ARG(event->source));
    const struct kafka_header headers[] = {
        {"ce_specversion", STR("1.0")},
        {"ce_id", str_from(out->id)},
        {"ce_source", str_from(out->source)},
        {"ce_type", str_from(out->type)},
        {"ce_subject", key},
        {"ce_time", str_from(out->time)},
        {"content-type", STR("application/protobuf")},
    };
    for (size_t i = 0; i < CLOUDEVENTS_HEADERS; i++)
        out->headers[i] = headers[i];
}
