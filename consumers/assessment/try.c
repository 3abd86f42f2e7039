/* try -- see try.h. */
#include "try.h"

#include <stdio.h>
#include <string.h>

#include "office/formula_file.h"
#include "office/score_print.h"
#include "run/verb.h"

enum { PATH_MAX_BYTES = CONF_TEXT_MAX + 256 };

struct try_conf {
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "try.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct try_conf, name), fallback, min, max, help},
#include "try.def"
#undef CONF
};

const struct conf_spec try_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct try_conf conf;
    struct formula_file file;
    struct faults faults;
    struct score_count counts[SCORE_ITEMS_MAX];
    struct score score;
};

/* ---- the formula ---- */

static enum outcome read_formula(struct work *work, const char *name, struct err *err)
{
    char path[PATH_MAX_BYTES];
    bool is_path = strchr(name, '/') != NULL || strchr(name, '.') != NULL;
    int len = is_path ? snprintf(path, sizeof(path), "%s", name)
                      : snprintf(path, sizeof(path), "%s/%s.csv", work->conf.formulas, name);
    if (len >= (int) sizeof(path))
        return err_set(err, REJECT, "the formula's name is too long");
    if (formula_file_init(&work->file, err) != OK ||
        formula_file_read(&work->file, path, &work->faults, err) != OK ||
        formula_file_make(&work->file, &work->faults, err) != OK)
        return err->outcome;
    if (work->faults.errors > 0)
        return err_set(err, REJECT, "%.200s: %.200s", path,
                       work->faults.count > 0 ? work->faults.items[0].text : "it is wrong");
    return OK;
}

/* ---- figures ---- */

/* Digits, at most 18; false: there are none, or more. */
static bool take_number(const char **at, int64_t *number_out)
{
    int64_t number = 0;
    size_t len = strspn(*at, "0123456789");
    for (size_t i = 0; i < len && len <= 18; i++)
        number = number * 10 + ((*at)[i] - '0');
    *at += len;
    *number_out = number;
    return len > 0 && len <= 18;
}

/* "4/5" */
static bool read_fraction(const char *text, struct score_count *count_out)
{
    struct score_count count;
    if (!take_number(&text, &count.numerator) || *text != '/')
        return false;
    text++;
    if (!take_number(&text, &count.denominator) || *text != '\0')
        return false;
    *count_out = count;
    return count.denominator > 0 && count.numerator <= count.denominator;
}

/* "89.82%", at most two digits behind the point: so many of 10,000. */
static bool read_rate(const char *text, struct score_count *count_out)
{
    int64_t whole = 0;
    int64_t behind = 0;
    if (!take_number(&text, &whole) || whole > 100)
        return false;
    if (*text == '.') {
        size_t digits = strspn(++text, "0123456789");
        if (digits > 2 || !take_number(&text, &behind))
            return false;
        behind *= digits == 1 ? 10 : 1;
    }
    *count_out = (struct score_count) {whole * 100 + behind, SCORE_WHOLE};
    return strcmp(text, "%") == 0 && count_out->numerator <= SCORE_WHOLE;
}

static enum outcome read_item(struct work *work, const char *word, struct err *err)
{
    const struct formula *formula = &work->file.formula;
    const char *equals = strchr(word, '=');
    struct str item = {.ptr = word, .len = equals == NULL ? 0 : (size_t) (equals - word)};
    size_t at = 0;
    while (at < formula->rows_count && !str_eq(formula->rows[at].item, item))
        at++;
    if (equals == NULL)
        return err_set(err, REJECT, "\"%.100s\" is nothing like on_time=4/5", word);
    if (at == formula->rows_count)
        return err_set(err, REJECT, "\"%.*s\" is no item of %.*s", STR_ARG(item),
                       STR_ARG(formula->name));
    if (work->counts[at].denominator != 0)
        return err_set(err, REJECT, "\"%.*s\" is told twice", STR_ARG(item));
    if (!read_fraction(equals + 1, &work->counts[at]) && !read_rate(equals + 1, &work->counts[at]))
        return err_set(err, REJECT,
                       "\"%.100s\" is neither a part of a whole, like 4/5, nor 89.82%%",
                       equals + 1);
    return OK;
}

static enum outcome read_all(struct work *work, int argc, char **argv, struct err *err)
{
    struct conf_spec spec = try_help;
    int words = 0;
    spec.values = &work->conf;
    if (conf_read(&spec, argc - 1, argv + 1, &words, err) != OK)
        return err_set(err, REJECT, "%s", err->text);
    if (words < 2)
        return err_set(err, REJECT, "a formula and an item are wanted: lianyungang on_time=4/5");
    if (read_formula(work, argv[1], err) != OK)
        return err->outcome;
    for (int i = 2; i <= words; i++)
        if (read_item(work, argv[i], err) != OK)
            return err->outcome;
    return OK;
}

int try_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    struct err err;
    (void) context;
    enum outcome outcome = read_all(&work, argc, argv, &err);
    if (outcome == OK) {
        const struct score_page page = {.formula = &work.file.formula, .score = &work.score};
        score_make(&work.file.formula, work.counts, 0, &work.score);
        score_print(&page, stdout);
    } else {
        (void) fprintf(stderr, "%s\n", err.text);
    }
    faults_done(&work.faults);
    formula_file_done(&work.file);
    return outcome == OK ? EXIT_DONE : outcome == REJECT ? EXIT_USAGE : EXIT_FAILED;
}
