/* load -- what the verb `load` can load, one file each. */
#ifndef SHOUWEN_ADMIN_LOAD_H
#define SHOUWEN_ADMIN_LOAD_H

#include "admin.h"

/* A folder of CSV files into schema directory; the exit code. */
int load_directory(const struct admin *admin, const char *folder);

/* May what was shown be done?  --yes says so, or whoever sits at the terminal. */
bool load_may_apply(const struct admin *admin);

#endif
