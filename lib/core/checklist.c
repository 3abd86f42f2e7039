/* checklist -- see checklist.h. */
#include "core/checklist.h"

/* What was seen of each item: parts of its evidence, or forms of training. */
struct seen {
    uint32_t parts[CHECKLIST_ITEMS + 1];
    bool is_there[CHECKLIST_ITEMS + 1];
};

static uint32_t wanted_of(int item)
{
    static const struct {
        int item;
        uint32_t part;
    } wanted[] = {
#define CHECKLIST_PART(item, PART, chinese) {item, SET_OF(EVIDENCE_PART_##PART)},
#include "core/checklist.def"
#undef CHECKLIST_PART
    };
    uint32_t parts = 0;
    if (item == CHECKLIST_TRAINING)
        for (int mode = 1; mode < TRAINING_MODES_END; mode++)
            parts |= SET_OF(mode);
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        if (wanted[i].item == item)
            parts |= wanted[i].part;
    return parts;
}

static void see(struct seen *seen, const struct event *event)
{
    if (event->kind == EVENT_TRAINING_HELD) {
        seen->is_there[CHECKLIST_TRAINING] = true;
        seen->parts[CHECKLIST_TRAINING] |= SET_OF(event->training_held.mode);
    } else if (event->kind == EVENT_CHECKLIST_EVIDENCE &&
               event->checklist_evidence.item != CHECKLIST_TRAINING) {
        seen->is_there[event->checklist_evidence.item] = true;
        seen->parts[event->checklist_evidence.item] |= event->checklist_evidence.parts;
    }
}

int64_t checklist_done(const struct life *life)
{
    struct seen seen = {.parts = {0}};
    int64_t done = 0;
    for (int32_t fact = 0; fact < life->facts.count; fact++)
        see(&seen, life_event(life, fact));
    for (int item = 1; item <= CHECKLIST_ITEMS; item++) {
        uint32_t wanted = wanted_of(item);
        done += item != CHECKLIST_VOLUNTARY && seen.is_there[item] &&
                (seen.parts[item] & wanted) == wanted;
    }
    return done;
}
