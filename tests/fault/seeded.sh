#!/bin/bash
# seeded.sh -- two mistakes of design, each of which a test must see; `make proof` makes them all.
# seconds: 130
. "$(dirname "$0")/../support/stack.sh"
. tests/support/seeded.sh

seeded_fit
seeded gap_believed offset_first
done_testing
