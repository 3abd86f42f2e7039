#!/bin/bash
# seeded.sh -- whoever makes one of these mistakes is told by a test; seeded.sh [NAME...]: only these.
. "$(dirname "$0")/../support/stack.sh"
. tests/support/seeded.sh

if [ $# -eq 0 ]; then
    mapfile -t names < <(basename -s .patch tests/fault/seeded/*.patch)
    seeded_fit
    set -- "${names[@]}"
fi
seeded "$@"
done_testing
