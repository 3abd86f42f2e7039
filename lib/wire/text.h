/*
 * text -- is this text fit for its use, and how to make it so.
 *
 * The door asks of every text from outside; what is ASCII without control characters is answered at
 * once.
 */
#ifndef SHOUWEN_WIRE_TEXT_H
#define SHOUWEN_WIRE_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum text_use {
    TEXT_CODE, /* one line in NFC, so that equal codes are equal bytes */
    TEXT_LINE, /* UTF-8 without control characters */
    TEXT_FREE, /* UTF-8 without NUL */
};

enum text_fault { TEXT_FINE, TEXT_NOT_UTF8, TEXT_CONTROL, TEXT_NOT_NFC };

enum text_fault text_check(struct str text, enum text_use use);

/* What to say of a fault: "is not UTF-8". */
const char *text_fault_words(enum text_fault fault);

/*
 * The text in NFC, in the arena (or `text` itself when it is so already).  RETRY: the arena is
 * full; REJECT: it is not UTF-8, or longer than TEXT_NFC_BYTES_MAX.
 */
enum { TEXT_NFC_BYTES_MAX = 512 };
MUST_CHECK enum outcome nfc_keep(struct str text, struct arena *arena, struct str *kept_out,
                                 struct err *err);

#endif
