/* proto_memory -- see proto_memory.h. */
#include "wire/proto_memory.h"

#include <string.h>

/* With whatever was there before. */
static void *alloc_raw(struct proto_memory *memory, size_t size_bytes)
{
    size_t whole = sizeof(struct proto_block) + size_bytes;
    if (whole < size_bytes || whole > memory->left_bytes) {
        memory->is_spent = true;
        return NULL;
    }
    struct proto_block *block = arena_alloc_raw(memory->arena, whole);
    if (block == NULL) {
        memory->is_full = true;
        return NULL;
    }
    memory->left_bytes -= whole;
    block->size_bytes = size_bytes;
    return block->bytes;
}

void *proto_memory_alloc(struct proto_memory *memory, size_t size_bytes)
{
    void *bytes = alloc_raw(memory, size_bytes);
    return bytes == NULL ? NULL : memset(bytes, 0, size_bytes);
}

/* protobuf-c fills in all that it asks for, as it must of malloc()'s. */
static void *alloc_for_protobuf(void *data, size_t size_bytes)
{
    return alloc_raw(data, size_bytes);
}

/*
 * Nothing is freed; but a message that is (its descriptor is NULL by then) stood twice where one
 * may be, and protobuf-c 1.4 loses enumerations when it merges the two.
 */
static void note_free(void *data, void *pointer)
{
    struct proto_memory *memory = data;
    const unsigned char *bytes = pointer;
    size_t size_bytes = 0;
    memcpy(&size_bytes, bytes - offsetof(struct proto_block, bytes), sizeof(size_bytes));
    if (size_bytes < sizeof(ProtobufCMessage))
        return;
    if (proto_read_pointer(bytes + offsetof(ProtobufCMessage, descriptor)) == NULL)
        memory->is_merged = true;
}

void proto_memory_init(struct proto_memory *memory, struct arena *arena, size_t bytes_max)
{
    *memory = (struct proto_memory) {
        .allocator = {alloc_for_protobuf, note_free, memory},
        .arena = arena,
        .left_bytes = bytes_max,
    };
}

enum outcome proto_unpack(const ProtobufCMessageDescriptor *descriptor, struct str bytes,
                          struct proto_memory *memory, ProtobufCMessage **message_out,
                          struct err *err)
{
    ProtobufCMessage *message = protobuf_c_message_unpack(descriptor, &memory->allocator, bytes.len,
                                                          (const uint8_t *) bytes.ptr);
    if (message != NULL && !memory->is_merged) {
        *message_out = message;
        return OK;
    }
    if (message != NULL)
        return err_reason(err, REJECT, REASON_MALFORMED, "a part of %s stands twice",
                          descriptor->short_name);
    if (memory->is_full)
        return err_set(err, RETRY, "no room to unpack %zu bytes in the arena", bytes.len);
    if (memory->is_spent)
        return err_reason(err, REJECT, REASON_TOO_LARGE,
                          "the message of %zu bytes unfolds to more than any may", bytes.len);
    return err_reason(err, REJECT, REASON_MALFORMED, "the bytes are not a message %s",
                      descriptor->short_name);
}

enum outcome proto_pack(const ProtobufCMessage *message, struct arena *arena, struct str *bytes_out,
                        struct err *err)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = arena_alloc(arena, len);
    if (bytes == NULL)
        return err_set(err, RETRY, "no room for %zu bytes in the arena", len);
    size_t written = protobuf_c_message_pack(message, bytes);
    *bytes_out = (struct str) {.ptr = (const char *) bytes, .len = written};
    return OK;
}

ProtobufCMessage *proto_new(const ProtobufCMessageDescriptor *descriptor,
                            struct proto_memory *memory)
{
    ProtobufCMessage *message = proto_memory_alloc(memory, descriptor->sizeof_message);
    if (message != NULL)
        protobuf_c_message_init(descriptor, message);
    return message;
}

char *proto_string_new(struct str text, struct proto_memory *memory)
{
    char *string = proto_memory_alloc(memory, text.len + 1);
    if (string != NULL && text.len > 0)
        memcpy(string, text.ptr, text.len);
    return string;
}

void proto_write_pointer(void *at, void *pointer)
{
    memcpy(at, &pointer, sizeof(pointer));
}

enum outcome proto_check_unknown(const ProtobufCMessage *message, struct err *err)
{
    for (unsigned i = 0; i < message->n_unknown_fields; i++) {
        if (message->unknown_fields[i].tag == 0)
            return err_reason(err, REJECT, REASON_MALFORMED, "a field of %s has the number 0",
                              message->descriptor->short_name);
    }
    return OK;
}
