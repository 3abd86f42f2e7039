/* pg_params -- values of a statement in libpq's binary form; see pg.h. */
#include "io/pg_internal.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_BYTES = 256,
    ARRAY_HEADER_BYTES = 20, /* dimensions, has nulls, type, size, lower bound */
    ARRAY_EMPTY_BYTES = 12,  /* the same without dimensions */
    ARRAY_FLAGS_AT = 4,
};

static const struct {
    Oid type;
    Oid array_type;
} elements[] = {
    [PG_TEXT] = {PG_OID_TEXT, 1009},
    [PG_BYTEA] = {PG_OID_BYTEA, 1001},
    [PG_BIGINT] = {PG_OID_BIGINT, 1016},
    [PG_INTEGER] = {PG_OID_INTEGER, 1007},
    [PG_BOOLEAN] = {PG_OID_BOOLEAN, 1000},
    [PG_UUID] = {PG_OID_UUID, 2951},
    [PG_TIMESTAMPTZ] = {PG_OID_TIMESTAMPTZ, 1185},
    [PG_DATE] = {PG_OID_DATE, 1182},
};

uint64_t pg_get(const unsigned char *at, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | at[i];
    return number;
}

enum outcome pg_params_new(size_t bytes_max, struct pg_params **params_out, struct err *err)
{
    struct pg_params *params = calloc(1, sizeof(*params));
    if (params == NULL)
        return err_set(err, FATAL, "could not allocate parameters");
    params->bytes_max = bytes_max < INT_MAX ? bytes_max : INT_MAX;
    *params_out = params;
    return OK;
}

void pg_params_free(struct pg_params *params)
{
    if (params == NULL)
        return;
    free(params->bytes);
    free(params);
}

void pg_params_reset(struct pg_params *params)
{
    params->used_bytes = 0;
    params->count = 0;
    params->full = false;
    params->elements_left = 0;
}

size_t pg_params_bytes(const struct pg_params *params)
{
    return params->used_bytes;
}

bool pg_params_full(const struct pg_params *params)
{
    return params->full;
}

unsigned char *pg_params_room(struct pg_params *params, size_t size)
{
    if (params->full || size > params->bytes_max - params->used_bytes) {
        params->full = true;
        return NULL;
    }
    if (params->bytes == NULL || size > params->capacity_bytes - params->used_bytes) {
        size_t capacity = params->capacity_bytes == 0 ? FIRST_BYTES : params->capacity_bytes;
        while (capacity - params->used_bytes < size)
            capacity *= 2;
        unsigned char *bytes = realloc(params->bytes, capacity);
        if (bytes == NULL) {
            params->full = true;
            return NULL;
        }
        params->bytes = bytes;
        params->capacity_bytes = capacity;
    }
    unsigned char *at = params->bytes + params->used_bytes;
    params->used_bytes += size;
    return at;
}

static struct pg_value *value_add(struct pg_params *params, Oid type)
{
    assert(params->count < PG_PARAMS_MAX);
    assert(params->elements_left == 0 || params->full);
    struct pg_value *value = &params->values[params->count++];
    *value = (struct pg_value) {.type = type, .offset = params->used_bytes, .len = -1};
    return value;
}

static void value_bytes(struct pg_params *params, Oid type, const void *bytes, size_t size)
{
    struct pg_value *value = value_add(params, type);
    unsigned char *at = pg_params_room(params, size);
    if (at == NULL)
        return;
    value->len = (int) size;
    if (size > 0)
        memcpy(at, bytes, size);
}

static void value_number(struct pg_params *params, Oid type, uint64_t number, size_t size)
{
    unsigned char bytes[8];
    pg_put_64(bytes, number);
    value_bytes(params, type, bytes + sizeof(bytes) - size, size);
}

void pg_param_null(struct pg_params *params)
{
    (void) value_add(params, 0);
}

void pg_param_text(struct pg_params *params, struct str text)
{
    value_bytes(params, PG_OID_TEXT, text.ptr, text.len);
}

void pg_param_bytes(struct pg_params *params, struct str bytes)
{
    value_bytes(params, PG_OID_BYTEA, bytes.ptr, bytes.len);
}

void pg_param_bigint(struct pg_params *params, int64_t number)
{
    value_number(params, PG_OID_BIGINT, (uint64_t) number, 8);
}

void pg_param_integer(struct pg_params *params, int32_t number)
{
    value_number(params, PG_OID_INTEGER, (uint32_t) number, 4);
}

void pg_param_boolean(struct pg_params *params, bool is_true)
{
    value_number(params, PG_OID_BOOLEAN, is_true ? 1 : 0, 1);
}

void pg_param_uuid(struct pg_params *params, const struct uuid *uuid)
{
    value_bytes(params, PG_OID_UUID, uuid->bytes, sizeof(uuid->bytes));
}

void pg_param_time(struct pg_params *params, int64_t at_us)
{
    value_number(params, PG_OID_TIMESTAMPTZ, (uint64_t) (at_us - PG_EPOCH_US), 8);
}

void pg_param_date(struct pg_params *params, int64_t day)
{
    value_number(params, PG_OID_DATE, (uint32_t) (int32_t) (day - PG_EPOCH_DAYS), 4);
}

void pg_array_begin(struct pg_params *params, enum pg_element element, size_t count)
{
    assert(count <= INT32_MAX);
    struct pg_value *value = value_add(params, elements[element].array_type);
    size_t header = count == 0 ? ARRAY_EMPTY_BYTES : ARRAY_HEADER_BYTES;
    unsigned char *at = pg_params_room(params, header);
    params->element = element;
    params->elements_left = count;
    params->array_offset = value->offset;
    if (at == NULL)
        return;
    value->len = (int) header;
    pg_put_32(at, count == 0 ? 0 : 1);
    pg_put_32(at + ARRAY_FLAGS_AT, 0);
    pg_put_32(at + 8, elements[element].type);
    if (count == 0)
        return;
    pg_put_32(at + 12, (uint32_t) count);
    pg_put_32(at + 16, 1);
}

unsigned char *pg_array_room(struct pg_params *params, size_t bytes_max)
{
    params->elements_left = 0;
    return pg_params_room(params, bytes_max);
}

void pg_array_end(struct pg_params *params, const unsigned char *end, bool has_null)
{
    params->used_bytes = (size_t) (end - params->bytes);
    params->values[params->count - 1].len = (int) (params->used_bytes - params->array_offset);
    if (has_null)
        pg_put_32(params->bytes + params->array_offset + ARRAY_FLAGS_AT, 1);
}

/* The bytes of the next element, after its length; NULL when full. */
static unsigned char *element_add(struct pg_params *params, size_t size)
{
    assert(params->elements_left > 0);
    params->elements_left--;
    unsigned char *at = size > INT_MAX - 4 ? NULL : pg_params_room(params, 4 + size);
    if (at == NULL) {
        params->full = true;
        return NULL;
    }
    pg_put_32(at, (uint32_t) size);
    params->values[params->count - 1].len = (int) (params->used_bytes - params->array_offset);
    return at + 4;
}

void pg_array_null(struct pg_params *params)
{
    unsigned char *at = element_add(params, 0);
    if (at == NULL)
        return;
    pg_put_32(at - 4, UINT32_MAX);
    pg_put_32(params->bytes + params->array_offset + ARRAY_FLAGS_AT, 1);
}

static void element_number(struct pg_params *params, uint64_t number, size_t size)
{
    unsigned char *at = element_add(params, size);
    for (size_t i = size; at != NULL && i-- > 0; number >>= 8)
        at[i] = (unsigned char) number;
}

void pg_array_text(struct pg_params *params, struct str text)
{
    assert(params->element == PG_TEXT || params->element == PG_BYTEA);
    unsigned char *at = element_add(params, text.len);
    if (at != NULL && text.len > 0)
        memcpy(at, text.ptr, text.len);
}

void pg_array_bigint(struct pg_params *params, int64_t number)
{
    assert(params->element == PG_BIGINT);
    element_number(params, (uint64_t) number, 8);
}

void pg_array_integer(struct pg_params *params, int32_t number)
{
    assert(params->element == PG_INTEGER);
    element_number(params, (uint32_t) number, 4);
}

void pg_array_boolean(struct pg_params *params, bool is_true)
{
    assert(params->element == PG_BOOLEAN);
    element_number(params, is_true ? 1 : 0, 1);
}

void pg_array_uuid(struct pg_params *params, const struct uuid *uuid)
{
    assert(params->element == PG_UUID);
    unsigned char *at = element_add(params, sizeof(uuid->bytes));
    if (at != NULL)
        memcpy(at, uuid->bytes, sizeof(uuid->bytes));
}

void pg_array_time(struct pg_params *params, int64_t at_us)
{
    assert(params->element == PG_TIMESTAMPTZ);
    element_number(params, (uint64_t) (at_us - PG_EPOCH_US), 8);
}

void pg_array_date(struct pg_params *params, int64_t day)
{
    assert(params->element == PG_DATE);
    element_number(params, (uint32_t) (int32_t) (day - PG_EPOCH_DAYS), 4);
}

enum outcome pg_params_fit(const struct pg_params *params, struct err *err)
{
    if (params->full)
        return err_reason(err, REJECT, REASON_TOO_LARGE, "parameters exceed %zu bytes",
                          params->bytes_max);
    return OK;
}

enum outcome pg_arguments_from(const struct pg_params *params, struct pg_arguments *arguments_out,
                               struct err *err)
{
    arguments_out->count = 0;
    if (params == NULL)
        return OK;
    if (pg_params_fit(params, err) != OK)
        return err->outcome;
    assert(params->elements_left == 0);
    for (size_t i = 0; i < params->count; i++) {
        const struct pg_value *value = &params->values[i];
        /* An empty text may stand where nothing was allocated yet; only NULL is NULL to libpq. */
        const char *bytes =
            value->offset < params->used_bytes ? (const char *) params->bytes + value->offset : "";
        arguments_out->types[i] = value->type;
        arguments_out->values[i] = value->len < 0 ? NULL : bytes;
        arguments_out->lengths[i] = value->len < 0 ? 0 : value->len;
        arguments_out->formats[i] = 1;
    }
    arguments_out->count = (int) params->count;
    return OK;
}

/* A type that we send only when it is meant; the others (domains, varchar) are the server's to
 * judge. */
static bool is_ours(Oid type)
{
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
        if (type == elements[i].type || type == elements[i].array_type)
            return true;
    return false;
}

enum outcome pg_arguments_fit(const struct pg_prepared *prepared,
                              const struct pg_arguments *arguments, struct err *err)
{
    if (arguments->count != prepared->params_count)
        return err_set(err, FATAL, "%s wants %d parameters, not %d", prepared->name,
                       prepared->params_count, arguments->count);
    for (int i = 0; i < arguments->count; i++) {
        Oid type = arguments->types[i];
        if (type != 0 && type != prepared->types[i] && is_ours(prepared->types[i]))
            return err_set(err, FATAL, "%s wants type %u for parameter %d, not %u", prepared->name,
                           prepared->types[i], i + 1, type);
    }
    return OK;
}
