/*
 * spool_record -- how a segment of the spool and what is in it look, byte by byte.
 *
 * All numbers are little-endian.  A record's checksum begins with its segment's salt, so that no
 * bytes that came in can look like a record of ours.
 *
 *   segment   "shouwen" NUL, format u32, salt u32, number u64, first sequence u64,
 *             end of the segment before u64, checksum u32, four zeroes; then records
 *   record    checksum u32, bytes of key and value u32, sequence u64, vouched u32,
 *             bytes of the key u16, topic u8, flags u8; key, value, zeroes up to a multiple of 8
 *
 * `vouched` says up to which byte of the segment all was on the disk when this record was written:
 * what cannot be read below it was damaged, what cannot be read above the last one was torn.
 */
#ifndef SHOUWEN_RUN_SPOOL_RECORD_H
#define SHOUWEN_RUN_SPOOL_RECORD_H

#include "run/outgoing.h"

enum {
    SPOOL_FORMAT = 1,
    SPOOL_SEGMENT_HEAD = 48,
    SPOOL_RECORD_HEAD = 24,
    SPOOL_ALIGN = 8,
    SPOOL_BODY_MAX = 1 << 19, /* bytes of key and value: less than any broker takes */
    SPOOL_RECORD_MAX = SPOOL_RECORD_HEAD + SPOOL_BODY_MAX,
};

struct spool_segment_head {
    uint32_t salt;
    uint64_t number;         /* from 1 */
    uint64_t first_sequence; /* of its first record, from 1 */
    uint64_t previous_end;   /* bytes of the segment before that hold; what follows there is void */
};

struct spool_record {
    uint64_t sequence;
    uint32_t vouched;
    size_t size;          /* bytes in the segment, with what fills up */
    struct outgoing item; /* borrowed from the bytes */
};

void spool_segment_pack(const struct spool_segment_head *head, unsigned char *bytes_out);

/* False: these SPOOL_SEGMENT_HEAD bytes are none. */
bool spool_segment_unpack(const unsigned char *bytes, struct spool_segment_head *head_out);

/* Bytes an item takes in a segment. */
size_t spool_record_size(const struct outgoing *item);

/* Write an item of at most SPOOL_BODY_MAX; gives spool_record_size().  Not whole before it is
 * sealed. */
size_t spool_record_pack(const struct outgoing *item, unsigned char *bytes_out);

/* Number and checksum, once it is known where it goes; gives the record's size. */
size_t spool_record_seal(unsigned char *bytes, uint32_t salt, uint64_t sequence, uint32_t vouched);

/* The record at the beginning of these bytes; false: there is none, whole and unharmed. */
bool spool_record_unpack(struct str bytes, uint32_t salt, struct spool_record *record_out);

#endif
