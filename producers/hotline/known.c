/* known -- see known.h. */
#include "known.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { CLAIM_BUCKETS = 4096 };

struct entry {
    struct uuid id;
    uint64_t content;
    uint64_t sequence;
    int64_t offset;
    int32_t partition;
    enum topic topic;
    char *texts; /* subject and source, each with its NUL */
};

/* A ring in the order they came, and a table from a hash to a place in it (0: free, else place + 1)
 * that is twice as large; who leaves the ring leaves the table too. */
struct known {
    pthread_mutex_t mutex;
    struct entry *ring;
    uint32_t *table;
    size_t max;
    size_t table_size;
    uint64_t added; /* all that ever were */
    struct known_claim *claims[CLAIM_BUCKETS];
};

enum outcome known_new(size_t events_max, struct known **known_out, struct err *err)
{
    struct known *known = calloc(1, sizeof(*known));
    if (known == NULL)
        return err_set(err, FATAL, "no memory for ids");
    *known = (struct known) {
        .mutex = PTHREAD_MUTEX_INITIALIZER, .max = events_max, .table_size = 2 * events_max + 1};
    known->ring = calloc(known->max, sizeof(*known->ring));
    known->table = calloc(known->table_size, sizeof(*known->table));
    if (known->ring == NULL || known->table == NULL) {
        known_free(known);
        return err_set(err, FATAL, "no memory for %zu ids", events_max);
    }
    *known_out = known;
    return OK;
}

void known_free(struct known *known)
{
    if (known == NULL)
        return;
    for (size_t i = 0; known->ring != NULL && i < known->max; i++)
        free(known->ring[i].texts);
    free(known->ring);
    free(known->table);
    free(known);
}

static uint64_t hash_of(const struct uuid *id)
{
    return str_hash((struct str) {.ptr = (const char *) id->bytes, .len = sizeof(id->bytes)});
}

static size_t home_of(const struct known *known, const struct uuid *id)
{
    return (size_t) (hash_of(id) % known->table_size);
}

/* Where it is in the table, or the free place where its search ends. */
static size_t place_of(const struct known *known, const struct uuid *id)
{
    size_t at = home_of(known, id);
    while (known->table[at] != 0 && !uuid_eq(&known->ring[known->table[at] - 1].id, id))
        at = (at + 1) % known->table_size;
    return at;
}

/* Take one out, and bring those behind it nearer to their homes. */
static void forget(struct known *known, const struct uuid *id)
{
    size_t hole = place_of(known, id);
    known->table[hole] = 0;
    for (size_t at = (hole + 1) % known->table_size; known->table[at] != 0;
         at = (at + 1) % known->table_size) {
        size_t home = home_of(known, &known->ring[known->table[at] - 1].id);
        size_t from_home = (at + known->table_size - home) % known->table_size;
        size_t from_hole = (at + known->table_size - hole) % known->table_size;
        if (from_home < from_hole)
            continue;
        known->table[hole] = known->table[at];
        known->table[at] = 0;
        hole = at;
    }
}

static char *texts_of(const struct known_event *event)
{
    size_t subject = strlen(event->subject) + 1;
    size_t source = strlen(event->source) + 1;
    char *texts = malloc(subject + source);
    if (texts != NULL) {
        memcpy(texts, event->subject, subject);
        memcpy(texts + subject, event->source, source);
    }
    return texts;
}

static void copy(const struct entry *entry, struct known_event *event_out)
{
    size_t subject = strlen(entry->texts) + 1;
    *event_out = (struct known_event) {.id = entry->id,
                                       .content = entry->content,
                                       .sequence = entry->sequence,
                                       .topic = entry->topic,
                                       .partition = entry->partition,
                                       .offset = entry->offset};
    memcpy(event_out->subject, entry->texts, subject);
    memcpy(event_out->source, entry->texts + subject, strlen(entry->texts + subject) + 1);
}

bool known_find(struct known *known, const struct uuid *id, struct known_event *event_out)
{
    (void) pthread_mutex_lock(&known->mutex);
    uint32_t entry = known->table[place_of(known, id)];
    if (entry != 0)
        copy(&known->ring[entry - 1], event_out);
    (void) pthread_mutex_unlock(&known->mutex);
    return entry != 0;
}

static void add(struct known *known, const struct known_event *event)
{
    char *texts = NULL; /* without memory it is one of those that are not remembered */
    if (known->table[place_of(known, &event->id)] != 0 || (texts = texts_of(event)) == NULL)
        return;
    size_t at = (size_t) (known->added % known->max);
    if (known->added >= known->max)
        forget(known, &known->ring[at].id);
    free(known->ring[at].texts);
    known->ring[at] = (struct entry) {.id = event->id,
                                      .content = event->content,
                                      .sequence = event->sequence,
                                      .offset = event->offset,
                                      .partition = event->partition,
                                      .topic = event->topic,
                                      .texts = texts};
    known->table[place_of(known, &event->id)] = (uint32_t) at + 1;
    known->added++;
}

void known_add(struct known *known, const struct known_event *event)
{
    (void) pthread_mutex_lock(&known->mutex);
    add(known, event);
    (void) pthread_mutex_unlock(&known->mutex);
}

static struct known_claim **claims_of(struct known *known, const struct uuid *id)
{
    return &known->claims[hash_of(id) % CLAIM_BUCKETS];
}

/* What is there with its id, and what is on its way. */
static enum known_answer compare(struct known *known, const struct known_claim *claim)
{
    enum known_answer answer = KNOWN_NEW;
    uint32_t entry = known->table[place_of(known, &claim->id)];
    if (entry != 0)
        answer = known->ring[entry - 1].content == claim->content ? KNOWN_SAME : KNOWN_OTHER;
    for (const struct known_claim *at = *claims_of(known, &claim->id); at != NULL; at = at->next)
        if (answer != KNOWN_OTHER && uuid_eq(&at->id, &claim->id))
            answer = at->content == claim->content ? KNOWN_SAME : KNOWN_OTHER;
    return answer;
}

enum known_answer known_claim(struct known *known, struct known_claim *claim)
{
    (void) pthread_mutex_lock(&known->mutex);
    enum known_answer answer = compare(known, claim);
    if (answer != KNOWN_OTHER) {
        struct known_claim **first = claims_of(known, &claim->id);
        claim->next = *first;
        *first = claim;
    }
    (void) pthread_mutex_unlock(&known->mutex);
    return answer;
}

void known_settle(struct known *known, struct known_claim *claim, const struct known_event *event)
{
    (void) pthread_mutex_lock(&known->mutex);
    struct known_claim **at = claims_of(known, &claim->id);
    while (*at != claim)
        at = &(*at)->next;
    *at = claim->next;
    if (event != NULL)
        add(known, event);
    (void) pthread_mutex_unlock(&known->mutex);
}

static uint64_t oldest_of(const struct known *known)
{
    return known->added > known->max ? known->added - known->max : 0;
}

uint64_t known_count(struct known *known)
{
    (void) pthread_mutex_lock(&known->mutex);
    uint64_t count = known->added;
    (void) pthread_mutex_unlock(&known->mutex);
    return count;
}

size_t known_copy_arrived(struct known *known, uint64_t number, struct known_event *events_out,
                          size_t max, uint64_t *next_out)
{
    size_t count = 0;
    (void) pthread_mutex_lock(&known->mutex);
    if (number < oldest_of(known))
        number = oldest_of(known);
    while (count < max && number < known->added && known->ring[number % known->max].partition >= 0)
        copy(&known->ring[number++ % known->max], &events_out[count++]);
    *next_out = number;
    (void) pthread_mutex_unlock(&known->mutex);
    return count;
}

/* They were added in the order of their numbers, after those of number 0. */
void known_arrived(struct known *known, uint64_t sequence, int32_t partition, int64_t offset)
{
    (void) pthread_mutex_lock(&known->mutex);
    uint64_t low = oldest_of(known);
    uint64_t high = known->added;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        struct entry *event = &known->ring[middle % known->max];
        if (event->sequence == sequence) {
            event->partition = partition;
            event->offset = offset;
            break;
        }
        if (event->sequence < sequence)
            low = middle + 1;
        else
            high = middle;
    }
    (void) pthread_mutex_unlock(&known->mutex);
}
