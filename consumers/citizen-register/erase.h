/*
 * erase -- the verb: a case's personal data goes, from the log too.
 *
 * First the order is kept in citizen.erasure_order, then are published: the erasure (which stays in
 * the log, so that what was recorded until then never counts again), a tombstone for the record and
 * each text that is known, and an Erased event for the ledgers.  Broken off, it is repeated: under
 * the same time, with the same ids.  What comes from a producer only later, though recorded before,
 * is dropped by the register, and its tombstone is sent when the verb is used once more.
 */
#ifndef SHOUWEN_CITIZEN_REGISTER_ERASE_H
#define SHOUWEN_CITIZEN_REGISTER_ERASE_H

#include "run/conf.h"

/* For --help: fields without values. */
extern const struct conf_spec erase_help;

int erase_verb(int argc, char **argv, void *context);

#endif
