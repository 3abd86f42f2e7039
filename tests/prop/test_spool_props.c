/* test_spool_props -- what the spool took is read again, whatever the disk and the power do. */
#include <stdlib.h>
#include <string.h>

#include "run/spool_log.h"
#include "support/cmocka.h"
#include "support/torn_disk.h"

enum {
    STORIES = 150,
    STEPS = 60,
    ITEMS_MAX = 6, /* of a batch */
    BODY_MAX = 500,
    TELLS_MAX = STEPS * ITEMS_MAX,
    SEGMENT_BYTES = 4096,
    BYTES_MAX = 20000,
};

enum told { NOT_TOLD, REFUSED, TAKEN, ACKNOWLEDGED };

/* One spool's life; items are told apart by their number. */
struct story {
    uint64_t seed;
    struct gen gen;
    struct spool_log *log;
    struct spool_reader *reader;
    enum told told[TELLS_MAX];
    uint64_t tells;
    uint64_t sequences[TELLS_MAX * 4]; /* item by sequence, since it was opened */
    uint64_t read_to;                  /* the last sequence that was read; 0: none */
    unsigned opened;
    uint64_t noted; /* the caller was told that all up to it is about to be done */
};

/* Follows from the number alone. */
static struct outgoing item_of(uint64_t number, char *memory)
{
    struct gen gen = gen_seed(number + 1);
    int key = snprintf(memory, 32, "key/%llu", (unsigned long long) number);
    size_t size = gen_number(&gen, BODY_MAX);
    for (size_t i = 0; i < size; i++)
        memory[key + (int) i] = (char) gen_number(&gen, 256);
    bool is_tombstone = gen_chance(&gen, 10);
    return (struct outgoing) {
        .topic = (enum topic) gen_number(&gen, TOPICS_TO_READ),
        .key = {.ptr = memory, .len = (size_t) key},
        .value = {.ptr = is_tombstone ? NULL : memory + key, .len = is_tombstone ? 0 : size},
    };
}

static void wrong(const struct story *story, const char *what)
{
    fail_msg("make check T=spool_props SEED=%llu: %s", (unsigned long long) story->seed, what);
}

static uint64_t number_of(const struct story *story, const struct outgoing *item)
{
    char memory[BODY_MAX + 64];
    char text[32] = "";
    if (item->key.len < sizeof(text))
        memcpy(text, str_start(item->key), item->key.len);
    uint64_t number = strtoull(text + strlen("key/"), NULL, 10);
    struct outgoing wanted = item_of(number, memory);
    if (number >= story->tells || item->topic != wanted.topic || !str_eq(item->key, wanted.key) ||
        !str_eq(item->value, wanted.value) ||
        (item->value.ptr == NULL) != (wanted.value.ptr == NULL))
        wrong(story, "what is read was never told");
    return number;
}

static void close_spool(struct story *story)
{
    spool_reader_free(story->reader);
    spool_log_close(story->log);
    story->reader = NULL;
    story->log = NULL;
}

/* Every item that was taken and not acknowledged is there once, in its order. */
static void check_all(struct story *story)
{
    struct err err;
    uint64_t after = 0; /* items below it were passed */
    struct spool_record record;
    for (;;) {
        bool is_there = false;
        if (spool_reader_next(story->reader, &record, &is_there, &err) != OK)
            wrong(story, err.text);
        uint64_t number = is_there ? number_of(story, &record.item) : story->tells;
        if (is_there && number < after)
            wrong(story, "what was told first is read later, or twice");
        for (; after < number; after++)
            if (story->told[after] == TAKEN)
                wrong(story, "what was taken is gone");
        if (!is_there)
            return;
        after = number + 1;
    }
}

static void note(void *context, uint64_t sequence)
{
    struct story *story = context;
    if (sequence > story->noted)
        story->noted = sequence;
}

/* False: we died on the way. */
static bool open_spool(struct story *story, bool may_die)
{
    const struct spool_log_options options = {
        .folder = "spool",
        .segment_bytes = SEGMENT_BYTES,
        .bytes_max = BYTES_MAX,
        .context = story,
        .before_mark = note,
    };
    uint64_t noted = story->noted;
    struct spool_found found;
    struct err err;
    enum outcome outcome = spool_log_open(&options, &story->log, &found, &err);
    if (outcome == OK)
        outcome = spool_reader_new(story->log, &story->reader, &err);
    if (outcome != OK && !may_die)
        wrong(story, err.text);
    if (outcome == OK && spool_log_size(story->log).acknowledged > noted)
        wrong(story, "something is done that nobody was told of before");
    story->read_to = 0;
    story->opened++;
    return outcome == OK;
}

static void write_some(struct story *story)
{
    static unsigned char bytes[ITEMS_MAX * (BODY_MAX + 100)];
    char memory[BODY_MAX + 64];
    struct spool_batch batch = {.bytes = bytes};
    uint64_t first = story->tells;
    uint64_t last = 0;
    struct err err;
    for (uint64_t count = 1 + gen_number(&story->gen, ITEMS_MAX); batch.count < count;) {
        struct outgoing item = item_of(story->tells++, memory);
        batch.size += spool_record_pack(&item, bytes + batch.size);
        batch.count++;
    }
    bool is_taken = spool_log_write(story->log, &batch, &last, &err) == OK;
    for (uint64_t i = first; i < story->tells; i++)
        story->told[i] = is_taken ? TAKEN : REFUSED;
}

static void read_some(struct story *story)
{
    struct err err;
    struct spool_record record;
    for (uint64_t count = gen_number(&story->gen, 2 * ITEMS_MAX); count > 0; count--) {
        bool is_there = false;
        if (spool_reader_next(story->reader, &record, &is_there, &err) != OK || !is_there)
            return;
        story->sequences[record.sequence] = number_of(story, &record.item);
        story->read_to = record.sequence;
    }
}

static void acknowledge_some(struct story *story)
{
    struct spool_log_size size = spool_log_size(story->log);
    uint64_t from = story->read_to;
    if (from == 0 || size.records == 0)
        return;
    for (uint64_t i = 0; i < story->tells && i < story->sequences[from] + 1; i++)
        story->told[i] = story->told[i] == TAKEN ? ACKNOWLEDGED : story->told[i];
    spool_log_acknowledge(story->log, from);
}

static void end_process(struct story *story)
{
    close_spool(story);
    if (gen_chance(&story->gen, 50))
        torn_disk_cut();
    else
        torn_disk_kill();
    while (!open_spool(story, false))
        torn_disk_kill();
    check_all(story);
    spool_reader_rewind(story->reader);
}

static void tell(uint64_t seed, struct torn_disk_odds odds, unsigned deaths_percent)
{
    struct story *story = calloc(1, sizeof(*story));
    assert_non_null(story);
    story->seed = seed;
    story->gen = gen_seed(seed);
    torn_disk_make(&story->gen);
    (void) open_spool(story, false);
    for (int step = 0; step < STEPS; step++) {
        torn_disk_odds(odds);
        switch (gen_number(&story->gen, 8)) {
        case 0:
        case 1:
            read_some(story);
            acknowledge_some(story);
            break;
        case 2:
            spool_log_mark(story->log);
            break;
        case 3:
            if (gen_chance(&story->gen, deaths_percent))
                torn_disk_die_after(1 + gen_number(&story->gen, 12));
            break;
        case 4:
            torn_disk_odds((struct torn_disk_odds) {.broken = 0});
            end_process(story);
            break;
        default:
            write_some(story);
        }
    }
    torn_disk_odds((struct torn_disk_odds) {.broken = 0});
    end_process(story);
    close_spool(story);
    free(story);
}

static void stories(struct torn_disk_odds odds, unsigned deaths_percent)
{
    uint64_t seed = gen_seed_given(1);
    for (uint64_t i = 0; i < STORIES; i++)
        tell(seed + i, odds, deaths_percent);
}

static void what_was_taken_survives_an_end_at_any_call(void **state)
{
    (void) state;
    stories((struct torn_disk_odds) {.short_write = 20}, 100);
}

static void and_a_disk_that_is_full(void **state)
{
    (void) state;
    stories((struct torn_disk_odds) {.short_write = 20, .no_room = 20}, 30);
}

static void and_syncs_that_fail(void **state)
{
    (void) state;
    stories((struct torn_disk_odds) {.short_write = 10, .no_room = 5, .broken = 25}, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_taken_survives_an_end_at_any_call),
        cmocka_unit_test(and_a_disk_that_is_full),
        cmocka_unit_test(and_syncs_that_fail),
    };
    return RUN(tests);
}
