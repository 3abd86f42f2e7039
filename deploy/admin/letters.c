/* letters -- the verb: what the consumers set aside, and putting it back. */
#include <string.h>

#include "base/civil.h"
#include "letter.h"
#include "sql.h"

/* The columns of letter_list.sql behind those of the name. */
enum { COLUMN_REASON = 5, COLUMN_WHY, COLUMN_IS_PERSONAL, COLUMN_MADE_AT, COLUMN_OFFERED_AT };

static enum outcome put_filters(const struct admin *admin, struct pg_params *params,
                                struct err *err)
{
    int64_t since_us = 0;
    if (admin->since[0] != '\0' && !civil_parse(str_from(admin->since), &since_us))
        return err_reason(err, FATAL, REASON_TIME,
                          "since is \"%.40s\", but must be like 2022-03-05T09:30:00+08:00",
                          admin->since);
    pg_params_reset(params);
    pg_param_text(params, str_from(admin->projection));
    pg_param_text(params, str_from(admin->reason));
    if (admin->since[0] == '\0')
        pg_param_null(params);
    else
        pg_param_time(params, since_us);
    char prefix[LETTER_TOPIC_MAX];
    (void) snprintf(prefix, sizeof(prefix), "%s.", admin->topic_prefix);
    pg_param_text(params, str_from(prefix));
    return OK;
}

static enum outcome print_row(const struct letter_desk *desk, const struct pg_rows *rows,
                              size_t row, struct err *err)
{
    struct letter letter;
    char name[LETTER_TEXT_MAX];
    char made_at[CIVIL_TEXT_MAX];
    if (letter_from_row(desk, rows, row, &letter, err) != OK)
        return err->outcome;
    letter_text(&letter, name);
    civil_text(pg_rows_time(rows, row, COLUMN_MADE_AT), made_at);
    (void) printf("%.19s  %s  %.*s: %.*s%s%s\n", made_at, name,
                  STR_ARG(pg_rows_text(rows, row, COLUMN_REASON)),
                  STR_ARG(pg_rows_text(rows, row, COLUMN_WHY)),
                  pg_rows_boolean(rows, row, COLUMN_IS_PERSONAL) ? " (personal)" : "",
                  pg_rows_is_null(rows, row, COLUMN_OFFERED_AT) ? "" : " (offered again)");
    return OK;
}

static enum outcome list(const struct admin *admin, struct letter_desk *desk, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (put_filters(admin, desk->params, err) != OK)
        return err->outcome;
    pg_param_boolean(desk->params, admin->all);
    pg_param_bigint(desk->params, admin->limit);
    if (pg_exec(desk->pg, SQL_LETTER_LIST, desk->params, &rows, err) != OK)
        return err->outcome;
    enum outcome outcome = OK;
    for (size_t i = 0; i < rows.count && outcome == OK; i++)
        outcome = print_row(desk, &rows, i, err);
    if (outcome == OK && rows.count == 0)
        (void) printf("no letters\n");
    if (outcome == OK && rows.count == (size_t) admin->limit)
        (void) printf("there may be more: --limit\n");
    pg_rows_done(&rows);
    return outcome;
}

/* One after the other; one that cannot be offered does not stop the rest unless the broker or the
 * database is what fails. */
struct tally {
    size_t offered;
    size_t refused;
};

static enum outcome offer(struct letter_desk *desk, const struct letter *letter,
                          struct tally *tally, struct err *err)
{
    enum outcome outcome = letter_offer(desk, letter, err);
    if (outcome == REJECT) {
        tally->refused++;
        (void) printf("not offered: %s\n", err->text);
        return OK;
    }
    tally->offered += outcome == OK;
    return outcome;
}

static enum outcome offer_all(const struct admin *admin, struct letter_desk *desk,
                              struct tally *tally, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (put_filters(admin, desk->params, err) != OK)
        return err->outcome;
    pg_param_bigint(desk->params, admin->limit);
    if (pg_exec(desk->pg, SQL_LETTER_PENDING, desk->params, &rows, err) != OK)
        return err->outcome;
    enum outcome outcome = OK;
    for (size_t i = 0; i < rows.count && outcome == OK; i++) {
        struct letter letter;
        outcome = letter_from_row(desk, &rows, i, &letter, err);
        if (outcome == OK)
            outcome = offer(desk, &letter, tally, err);
    }
    if (outcome == OK && rows.count == (size_t) admin->limit)
        (void) printf("there may be more: --limit\n");
    pg_rows_done(&rows);
    return outcome;
}

static enum outcome offer_named(char **names, int count, struct letter_desk *desk,
                                struct tally *tally, struct err *err)
{
    struct letter letter;
    for (int i = 0; i < count; i++)
        if (letter_parse(names[i], &letter, err) != OK || offer(desk, &letter, tally, err) != OK)
            return err->outcome;
    return OK;
}

static int run(const struct admin *admin, char **words, int count)
{
    struct letter_desk desk;
    struct letter letter;
    struct tally tally = {.offered = 0};
    struct err err;
    bool is_to_offer = strcmp(words[0], "offer") == 0;
    enum outcome outcome = letter_desk_open(admin, is_to_offer, &desk, &err);
    if (outcome == OK && is_to_offer)
        outcome = count > 1 ? offer_named(words + 1, count - 1, &desk, &tally, &err)
                            : offer_all(admin, &desk, &tally, &err);
    else if (outcome == OK && strcmp(words[0], "show") == 0)
        outcome = letter_parse(words[1], &letter, &err) == OK ? letter_show(&desk, &letter, &err)
                                                              : err.outcome;
    else if (outcome == OK)
        outcome = list(admin, &desk, &err);
    letter_desk_close(&desk);
    if (is_to_offer)
        (void) printf("%zu offered again, %zu not\n", tally.offered, tally.refused);
    if (outcome != OK)
        return admin_failed("letters", &err);
    return tally.refused > 0 ? EXIT_FAILED : EXIT_DONE;
}

int admin_letters(int argc, char **argv, void *context)
{
    static char list_word[] = "list";
    struct admin *admin = context;
    int count = 0;
    int code = admin_begin(admin, argc, argv, &count);
    if (code != EXIT_DONE)
        return code;
    char *listing[] = {list_word, NULL};
    char **words = count == 0 ? listing : argv + 1;
    count = count == 0 ? 1 : count;

    bool is_right = false;
    if (strcmp(words[0], "list") == 0)
        is_right = count == 1;
    else if (strcmp(words[0], "show") == 0)
        is_right = count == 2;
    else if (strcmp(words[0], "offer") == 0)
        is_right = (count > 1) != admin->all;
    if (!is_right) {
        (void) fprintf(stderr, "usage: shouwen-admin letters [list | show LETTER | offer LETTER… | "
                               "offer --all] [options]\n");
        return EXIT_USAGE;
    }
    return run(admin, words, count);
}
