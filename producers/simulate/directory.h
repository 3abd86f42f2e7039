/*
 * directory -- the city's directory as a folder of CSV files, for shouwen-admin load directory.
 */
#ifndef SHOUWEN_SIMULATE_DIRECTORY_H
#define SHOUWEN_SIMULATE_DIRECTORY_H

#include "city.h"

/* Makes the folder where it is not, and writes six files. FATAL: one cannot be written. */
MUST_CHECK enum outcome directory_write(const struct city *city, const char *folder,
                                        struct err *err);

#endif
