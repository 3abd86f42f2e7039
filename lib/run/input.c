/* input -- see input.h. */
#include "run/input.h"

const struct input *input_of(const struct projection *projection)
{
    static const struct input *const inputs[] = {
        [INPUT_EVENTS] = &input_events,
        [INPUT_LATEST] = &input_latest,
    };
    return inputs[projection->input];
}
