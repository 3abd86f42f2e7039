/* policy_ladder -- the rungs of a policy's file, gathered into ladders. */
#ifndef SHOUWEN_OFFICE_POLICY_LADDER_H
#define SHOUWEN_OFFICE_POLICY_LADDER_H

#include "office/policy_file.h"

/* The file's ladders, each of a preset and version.  FATAL: no memory. */
MUST_CHECK enum outcome policy_ladders_make(struct policy_file *file, struct faults *faults,
                                            struct err *err);

#endif
