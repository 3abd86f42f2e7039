/* torn_disk -- see torn_disk.h. */
#include "support/torn_disk.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "io/disk.h"

enum { FILES_MAX = 64, FILE_BYTES_MAX = 1 << 15, BLOCK = 64, FOLDER = 1000, HANDLES_MAX = 32 };

/* What a file holds now and what is safe of it; `dirty` blocks differ by chance after a cut. */
struct file {
    bool is_used;
    size_t size, safe_size;
    unsigned char bytes[FILE_BYTES_MAX];
    unsigned char safe[FILE_BYTES_MAX];
    bool dirty[FILE_BYTES_MAX / BLOCK]; /* a sync will write it */
};

/* Which file a name means now, and by what is safe; -1: none. */
struct entry {
    char name[DISK_NAME_MAX];
    int file;
    int safe_file;
};

static struct file files[FILES_MAX];
static struct entry entries[FILES_MAX];
static int handles[HANDLES_MAX]; /* file; -1: free */
static bool is_locked;
static struct gen *dice;
static struct torn_disk_odds odds;
static uint64_t calls;
static uint64_t dies_at; /* 0: never */

/* ---- for tests ---- */

void torn_disk_make(struct gen *gen)
{
    dice = gen;
    for (int i = 0; i < FILES_MAX; i++) {
        files[i].is_used = false;
        entries[i] = (struct entry) {.file = -1, .safe_file = -1};
    }
    calls = 0;
    odds = (struct torn_disk_odds) {.broken = 0};
    torn_disk_kill();
}

uint64_t torn_disk_calls(void)
{
    return calls;
}

void torn_disk_die_after(uint64_t count)
{
    dies_at = count == 0 ? 0 : calls + count;
}

void torn_disk_odds(struct torn_disk_odds wanted)
{
    odds = wanted;
}

void torn_disk_kill(void)
{
    dies_at = 0;
    is_locked = false;
    for (int i = 0; i < HANDLES_MAX; i++)
        handles[i] = -1;
}

static void cut_file(struct file *file)
{
    for (size_t block = 0; block < FILE_BYTES_MAX / BLOCK; block++)
        if (memcmp(file->bytes + block * BLOCK, file->safe + block * BLOCK, BLOCK) != 0 &&
            gen_chance(dice, 50)) /* this one reached the disk by itself */
            memcpy(file->safe + block * BLOCK, file->bytes + block * BLOCK, BLOCK);
    if (gen_chance(dice, 50))
        file->safe_size = file->size;
    memcpy(file->bytes, file->safe, FILE_BYTES_MAX);
    memset(file->bytes + file->safe_size, 0, FILE_BYTES_MAX - file->safe_size);
    memcpy(file->safe, file->bytes, FILE_BYTES_MAX);
    file->size = file->safe_size;
    memset(file->dirty, 0, sizeof(file->dirty));
}

void torn_disk_cut(void)
{
    torn_disk_kill();
    for (int i = 0; i < FILES_MAX; i++) {
        if (gen_chance(dice, 50))
            entries[i].safe_file = entries[i].file;
        entries[i].file = entries[i].safe_file;
        if (files[i].is_used)
            cut_file(&files[i]);
    }
}

static struct entry *find(const char *name)
{
    for (int i = 0; i < FILES_MAX; i++)
        if (entries[i].file >= 0 && strcmp(entries[i].name, name) == 0)
            return &entries[i];
    return NULL;
}

bool torn_disk_flip(const char *name, size_t at)
{
    struct entry *entry = find(name);
    if (entry == NULL || at >= files[entry->file].size)
        return false;
    files[entry->file].bytes[at] ^= 1;
    files[entry->file].safe[at] = files[entry->file].bytes[at];
    return true;
}

int64_t torn_disk_size(const char *name)
{
    struct entry *entry = find(name);
    return entry == NULL ? -1 : (int64_t) files[entry->file].size;
}

/* ---- in place of io/disk ---- */

/* False: we are dead. */
static bool is_alive(void)
{
    bool is_dead = dies_at != 0 && calls >= dies_at;
    errno = EIO;
    return !is_dead;
}

static bool change(void)
{
    if (!is_alive())
        return false;
    calls++;
    return true;
}

int disk_folder(const char *path)
{
    (void) path;
    return is_alive() ? FOLDER : -1;
}

static int make_file(void)
{
    for (int i = 0; i < FILES_MAX; i++) {
        bool is_named = false;
        for (int j = 0; j < FILES_MAX; j++)
            is_named = is_named || entries[j].file == i || entries[j].safe_file == i;
        for (int j = 0; j < HANDLES_MAX; j++)
            is_named = is_named || handles[j] == i;
        if (!is_named) {
            memset(&files[i], 0, sizeof(files[i]));
            files[i].is_used = true;
            return i;
        }
    }
    assert(false);
    return -1;
}

static struct entry *make_entry(const char *name)
{
    struct entry *chosen = NULL;
    for (int i = 0; i < FILES_MAX; i++) {
        bool is_free = entries[i].file < 0 && entries[i].safe_file < 0;
        if (!is_free && strcmp(entries[i].name, name) == 0)
            return &entries[i];
        if (is_free && chosen == NULL)
            chosen = &entries[i];
    }
    if (chosen != NULL) {
        (void) snprintf(chosen->name, sizeof(chosen->name), "%s", name);
        return chosen;
    }
    assert(false);
    return NULL;
}

int disk_open(int folder, const char *name, enum disk_how how)
{
    assert(folder == FOLDER);
    struct entry *entry = find(name);
    if (!is_alive())
        return -1;
    if (entry == NULL && (how == DISK_READ || how == DISK_WRITE)) {
        errno = ENOENT;
        return -1;
    }
    if ((entry == NULL || how == DISK_FRESH) && !change())
        return -1;
    if (entry == NULL) {
        entry = make_entry(name);
        entry->file = make_file();
    }
    if (how == DISK_FRESH) {
        struct file *file = &files[entry->file];
        memset(file->bytes, 0, sizeof(file->bytes));
        file->size = 0;
    }
    for (int i = 0; i < HANDLES_MAX; i++)
        if (handles[i] < 0) {
            handles[i] = entry->file;
            return i;
        }
    assert(false);
    return -1;
}

void disk_close(int handle)
{
    if (handle >= 0 && handle < HANDLES_MAX)
        handles[handle] = -1;
}

bool disk_lock(int handle)
{
    assert(handles[handle] >= 0);
    bool was_locked = is_locked;
    is_locked = true;
    return !was_locked;
}

int64_t disk_size(int handle)
{
    return is_alive() ? (int64_t) files[handles[handle]].size : -1;
}

ssize_t disk_read(int handle, void *bytes, size_t size, int64_t offset)
{
    const struct file *file = &files[handles[handle]];
    if (!is_alive())
        return -1;
    if ((size_t) offset >= file->size)
        return 0;
    size_t left = file->size - (size_t) offset;
    size_t count = size < left ? size : left;
    if (count > 1 && gen_chance(dice, odds.short_write))
        count = 1 + gen_number(dice, count - 1);
    memcpy(bytes, file->bytes + offset, count);
    return (ssize_t) count;
}

ssize_t disk_write(int handle, const void *bytes, size_t size, int64_t offset)
{
    struct file *file = &files[handles[handle]];
    bool was_alive = is_alive();
    if (!was_alive)
        return -1;
    bool is_alive_after = change() && is_alive(); /* dying in the middle of it leaves a part */
    if (gen_chance(dice, odds.no_room)) {
        errno = ENOSPC;
        return -1;
    }
    size_t count = size;
    if (size > 1 && (!is_alive_after || gen_chance(dice, odds.short_write)))
        count = 1 + gen_number(dice, size - 1);
    assert((size_t) offset + count <= FILE_BYTES_MAX);
    memcpy(file->bytes + offset, bytes, count);
    file->size = file->size > (size_t) offset + count ? file->size : (size_t) offset + count;
    for (size_t block = (size_t) offset / BLOCK; block <= ((size_t) offset + count - 1) / BLOCK;
         block++)
        file->dirty[block] = true;
    return (ssize_t) count;
}

bool disk_sync(int handle)
{
    struct file *file = &files[handles[handle]];
    if (!change())
        return false;
    bool is_broken = gen_chance(dice, odds.broken);
    for (size_t block = 0; block < FILE_BYTES_MAX / BLOCK; block++) {
        if (file->dirty[block] && !(is_broken && gen_chance(dice, 50)))
            memcpy(file->safe + block * BLOCK, file->bytes + block * BLOCK, BLOCK);
        file->dirty[block] = false; /* whether it was written or not */
    }
    if (!is_broken)
        file->safe_size = file->size;
    errno = EIO;
    return !is_broken;
}

bool disk_sync_folder(int folder)
{
    assert(folder == FOLDER);
    if (!change() || gen_chance(dice, odds.broken))
        return false;
    for (int i = 0; i < FILES_MAX; i++)
        entries[i].safe_file = entries[i].file;
    return true;
}

bool disk_rename(int folder, const char *from, const char *to)
{
    assert(folder == FOLDER);
    struct entry *entry = find(from);
    if (!change())
        return false;
    assert(entry != NULL);
    int file = entry->file;
    entry->file = -1;
    make_entry(to)->file = file;
    return true;
}

bool disk_remove(int folder, const char *name)
{
    assert(folder == FOLDER);
    struct entry *entry = find(name);
    if (!change())
        return false;
    errno = ENOENT;
    if (entry == NULL)
        return false;
    entry->file = -1;
    return true;
}

bool disk_list(int folder, void (*found)(void *context, const char *name), void *context)
{
    assert(folder == FOLDER);
    if (!is_alive())
        return false;
    for (int i = 0; i < FILES_MAX; i++)
        if (entries[i].file >= 0)
            found(context, entries[i].name);
    return true;
}

void torn_disk_put(const char *name, const void *bytes, size_t size)
{
    int handle = disk_open(FOLDER, name, DISK_MAKE);
    if (size > 0)
        (void) disk_write(handle, bytes, size, disk_size(handle));
    (void) disk_sync(handle);
    (void) disk_sync_folder(FOLDER);
    disk_close(handle);
}
