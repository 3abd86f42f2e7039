/*
 * proto_memory -- protobuf-c takes its memory from an arena.
 *
 * Nothing unpacked is ever freed.  What one message may take is limited, so that a hostile one (a
 * header repeated a hundred thousand times) is refused and not tried again for ever; and every
 * block knows its size, so that a string with a NUL in it is seen.
 */
#ifndef SHOUWEN_WIRE_PROTO_MEMORY_H
#define SHOUWEN_WIRE_PROTO_MEMORY_H

#include <string.h>

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/str.h"

struct proto_memory {
    ProtobufCAllocator allocator; /* give this to protobuf-c */
    struct arena *arena;
    size_t left_bytes;
    bool is_full;   /* the arena had no room */
    bool is_merged; /* a part of the message stands twice in its bytes */
    bool is_spent;  /* the message wanted more than it may have */
};

/* `memory` may not be moved while it is in use. */
void proto_memory_init(struct proto_memory *memory, struct arena *arena, size_t bytes_max);

/* Zeroed; NULL when the arena is full or the limit spent. */
void *proto_memory_alloc(struct proto_memory *memory, size_t size_bytes);

/*
 * The message in these bytes.  REJECT: there is none, or it wants more than the limit; RETRY: the
 * arena is full.
 */
MUST_CHECK enum outcome proto_unpack(const ProtobufCMessageDescriptor *descriptor, struct str bytes,
                                     struct proto_memory *memory, ProtobufCMessage **message_out,
                                     struct err *err);

/* The bytes of a message, in the arena; RETRY when it is full. */
MUST_CHECK enum outcome proto_pack(const ProtobufCMessage *message, struct arena *arena,
                                   struct str *bytes_out, struct err *err);

/* A message with nothing in it, a string; NULL as proto_memory_alloc(). */
ProtobufCMessage *proto_new(const ProtobufCMessageDescriptor *descriptor,
                            struct proto_memory *memory);
char *proto_string_new(struct str text, struct proto_memory *memory);

/* The pointer a message has at this place. */
static inline void *proto_read_pointer(const void *at)
{
    void *pointer = NULL;
    memcpy(&pointer, at, sizeof(pointer));
    return pointer;
}

void proto_write_pointer(void *at, void *pointer);

/* Every block of such a memory has its size in front of it. */
struct proto_block {
    size_t size_bytes;
    unsigned char bytes[];
};

/* A string of a message that was made with such a memory, whole, whatever is in it. */
static inline struct str proto_text(const char *string)
{
    if (string == protobuf_c_empty_string)
        return (struct str) {0};
    size_t size_bytes = 0;
    memcpy(&size_bytes, string - offsetof(struct proto_block, bytes), sizeof(size_bytes));
    return (struct str) {.ptr = string, .len = size_bytes - 1};
}

/* REJECT: there is a field with the number 0, which no message has. */
MUST_CHECK enum outcome proto_check_unknown(const ProtobufCMessage *message, struct err *err);

#endif
