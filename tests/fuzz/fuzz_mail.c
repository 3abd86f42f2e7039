/* fuzz_mail -- any bytes as a mail: read, and what it says can be published or is refused. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../producers/mailbox/letter.h"

enum { ARENA_BYTES = 16 << 20 };

#define NOW_US INT64_C(1758600000000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void tell(const struct mail *mail, struct arena *arena)
{
    static const struct letter_office office = {.source = {.ptr = "mailbox", .len = 7},
                                                .unit = {.ptr = "zjj", .len = 3},
                                                .section = {.ptr = "bgs", .len = 3}};
    struct err err;
    struct told_whole told;
    struct letter letter = {.mail = mail, .is_opening = true, .arrived_at_us = NOW_US};
    if (letter_ids(&letter, arena, &err) != OK)
        return;
    letter.number = letter.own;
    for (size_t i = 0; i < mail->thread_count; i++)
        if (letter_number(mail->thread[i], arena, &letter.number, &err) != OK)
            abort();
    if (letter_tell(&letter, &office, arena, &told, &err) != OK ||
        told_whole_finish(&told, NOW_US, arena, &err) != OK)
        abort(); /* whatever the mail is, the event is fit */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct err err;
    struct mail mail;
    if (arena.memory == NULL) {
        mail_init();
        if (arena_init(&arena, ARENA_BYTES, &err) != OK)
            abort();
    }
    arena_reset(&arena);
    int file = memfd_create("mail", 0);
    if (file < 0 || write(file, data, size) != (ssize_t) size || lseek(file, 0, SEEK_SET) != 0)
        abort();
    if (mail_read(file, &arena, &mail, &err) == OK && letter_aside(&mail) == NULL)
        tell(&mail, &arena);
    (void) close(file);
    return 0;
}
