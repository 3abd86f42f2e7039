/* recent_ids -- see recent_ids.h. */
#include "run/recent_ids.h"

void recent_ids_done(struct recent_ids *recent)
{
    uuid_set_done(&recent->now);
    uuid_set_done(&recent->before);
}

enum outcome recent_ids_add(struct recent_ids *recent, const struct uuid *id, bool *was_in_out,
                            struct err *err)
{
    bool was_in = false;
    if (recent->now.count >= recent->max) {
        uuid_set_done(&recent->before);
        recent->before = recent->now;
        recent->now = (struct uuid_set) {.places = NULL};
    }
    if (uuid_set_add(&recent->now, id, &was_in, err) != OK)
        return err->outcome;
    *was_in_out = was_in || uuid_set_has(&recent->before, id);
    return OK;
}
