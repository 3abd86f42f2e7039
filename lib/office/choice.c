/* choice -- see choice.h. */
#include "office/choice.h"

#include <string.h>

#include "office/cell_text.h"

enum { TOKENS_MAX = 96 };

enum token_kind { TOKEN_TICKED, TOKEN_EMPTY, TOKEN_WORD, TOKEN_TEXT };

struct token {
    enum token_kind kind;
    size_t word; /* of TOKEN_WORD */
    struct str text;
    bool is_apart; /* a space stands before it */
};

struct tokens {
    struct token items[TOKENS_MAX];
    size_t count;
};

static const char *const ticked_marks[] = {"☑", "☒", "■", "√", "✓", "✔", "✅", "●", "◉"};
static const char *const empty_marks[] = {"□", "☐", "▢", "◻", "○"};
static const char *const brackets[][2] = {{"(", ")"}, {"[", "]"}, {"【", "】"}, {"〔", "〕"}};

static size_t begins(struct str text, const char *with)
{
    size_t len = strlen(with);
    return text.len >= len && memcmp(text.ptr, with, len) == 0 ? len : 0;
}

static size_t begins_one(struct str text, const char *const *list, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; len == 0 && i < count; i++)
        len = begins(text, list[i]);
    return len;
}

static struct str behind(struct str text, size_t len)
{
    return (struct str) {.ptr = text.ptr + len, .len = text.len - len};
}

static size_t mark_len(struct str text, bool *is_ticked_out)
{
    size_t len = begins_one(text, ticked_marks, sizeof(ticked_marks) / sizeof(ticked_marks[0]));
    *is_ticked_out = len > 0;
    return len > 0 ? len
                   : begins_one(text, empty_marks, sizeof(empty_marks) / sizeof(empty_marks[0]));
}

/* A mark, or a pair of brackets with a mark or nothing in it; 0: neither. */
static size_t box_len(struct str text, bool *is_ticked_out)
{
    size_t len = mark_len(text, is_ticked_out);
    for (size_t i = 0; len == 0 && i < sizeof(brackets) / sizeof(brackets[0]); i++) {
        size_t open = begins(text, brackets[i][0]);
        if (open == 0)
            continue;
        size_t at = open;
        while (at < text.len && text.ptr[at] == ' ')
            at++;
        at += mark_len(behind(text, at), is_ticked_out);
        while (at < text.len && text.ptr[at] == ' ')
            at++;
        size_t close = begins(behind(text, at), brackets[i][1]);
        return close == 0 ? 0 : at + close;
    }
    return len;
}

/* The longest word that begins here; its length, 0: none. */
static size_t word_len(const struct choice_words *words, struct str text, size_t *word_out)
{
    size_t longest = 0;
    for (size_t i = 0; i < words->count; i++) {
        struct str word = words->items[i].word;
        if (word.len <= longest || text.len < word.len || memcmp(text.ptr, word.ptr, word.len) != 0)
            continue;
        longest = word.len;
        *word_out = i;
    }
    return longest;
}

/* Signs that only hold a form together. */
static struct str bare(struct str text)
{
    static const char *const signs[] = {" ", ":", "(", ")",  "_",  "-", ",",
                                        ";", ".", "/", "、", "。", "—"};
    size_t len;
    while ((len = begins_one(text, signs, sizeof(signs) / sizeof(signs[0]))) > 0)
        text = behind(text, len);
    for (bool goes_on = text.len > 0; goes_on;) {
        goes_on = false;
        for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
            len = strlen(signs[i]);
            if (text.len < len || memcmp(text.ptr + text.len - len, signs[i], len) != 0)
                continue;
            text.len -= len;
            goes_on = text.len > 0;
        }
    }
    return text;
}

/* How far the text behind a word goes that takes one: to the next box. */
static size_t text_len(const struct choice_words *words, struct str text, bool is_free)
{
    size_t at = 0;
    while (at < text.len) {
        bool is_ticked;
        size_t word;
        if (box_len(behind(text, at), &is_ticked) > 0 ||
            (!is_free && word_len(words, behind(text, at), &word) > 0))
            break;
        at++;
        while (at < text.len && ((unsigned char) text.ptr[at] & 0xC0) == 0x80)
            at++;
    }
    return at;
}

static enum outcome tokenize(const struct choice_words *words, struct str cell,
                             struct tokens *tokens, struct err *err)
{
    struct str rest = cell;
    bool is_apart = false;
    tokens->count = 0;
    while (rest.len > 0) {
        bool is_ticked = false;
        struct token token = {.kind = TOKEN_TEXT, .is_apart = is_apart};
        size_t len = box_len(rest, &is_ticked);
        if (len > 0)
            token.kind = is_ticked ? TOKEN_TICKED : TOKEN_EMPTY;
        else if ((len = word_len(words, rest, &token.word)) > 0)
            token.kind = TOKEN_WORD;
        const struct token *last = tokens->count == 0 ? NULL : &tokens->items[tokens->count - 1];
        bool is_taken = last != NULL && last->kind == TOKEN_WORD &&
                        words->items[last->word].takes_text && len == 0;
        if (len == 0)
            len = text_len(words, rest, is_taken && (rest.ptr[0] == ':' || rest.ptr[0] == '('));
        token.text = (struct str) {.ptr = rest.ptr, .len = len};
        is_apart = token.kind == TOKEN_TEXT && rest.ptr[len - 1] == ' ';
        rest = behind(rest, len);
        if (token.kind == TOKEN_TEXT && bare(token.text).len == 0)
            continue;
        if (tokens->count == TOKENS_MAX)
            return err_reason(err, REJECT, REASON_LENGTH, "it holds too many boxes");
        tokens->items[tokens->count++] = token;
    }
    return OK;
}

/* ---- what the tokens say ---- */

static bool is_box(const struct token *token)
{
    return token->kind == TOKEN_TICKED || token->kind == TOKEN_EMPTY;
}

static const struct token *word_at(const struct tokens *tokens, size_t place)
{
    return place < tokens->count && tokens->items[place].kind == TOKEN_WORD ? &tokens->items[place]
                                                                            : NULL;
}

/* The word a box belongs to: the one it touches, else the side on which the first word stands. */
static const struct token *word_of(const struct tokens *tokens, size_t box)
{
    const struct token *left = box == 0 ? NULL : word_at(tokens, box - 1);
    const struct token *right = word_at(tokens, box + 1);
    bool touches_left = left != NULL && !tokens->items[box].is_apart;
    bool touches_right = right != NULL && !right->is_apart;
    if (touches_left != touches_right)
        return touches_left ? left : right;
    bool is_behind = !is_box(&tokens->items[0]);
    const struct token *own = is_behind ? left : right;
    return own != NULL ? own : is_behind ? right : left;
}

static enum outcome find_ticked(const struct choice_words *words, const struct tokens *tokens,
                                struct chosen *chosen, struct err *err)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].kind != TOKEN_TICKED)
            continue;
        const struct token *word = word_of(tokens, i);
        if (word == NULL)
            return err_reason(err, REJECT, REASON_SYNTAX, "a tick stands at no word");
        if (chosen->has_index && chosen->index != word->word)
            return err_reason(err, REJECT, REASON_CONFLICT, "two boxes are ticked");
        *chosen = (struct chosen) {
            .word = words->items[word->word].word, .has_index = true, .index = word->word};
    }
    return OK;
}

/* Texts between the boxes: behind the chosen word, or nobody knows what they mean. */
static enum outcome take_texts(const struct choice_words *words, const struct tokens *tokens,
                               struct chosen *chosen, struct err *err)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].kind != TOKEN_TEXT)
            continue;
        size_t at = i;
        while (at > 0 && is_box(&tokens->items[at - 1]))
            at--;
        const struct token *word = at == 0 ? NULL : word_at(tokens, at - 1);
        if (word == NULL || !words->items[word->word].takes_text)
            return err_reason(err, REJECT, REASON_UNKNOWN_VALUE,
                              "a text stands between the boxes, at no word that takes one");
        if (!chosen->has_index || chosen->index != word->word)
            return err_reason(err, REJECT, REASON_CONFLICT,
                              "a text stands at a box that is not ticked");
        chosen->text = bare(tokens->items[i].text);
    }
    return OK;
}

/* Without any box: a word, perhaps with its text; or something else, which is given as it is. */
static void read_plain(const struct choice_words *words, const struct tokens *tokens,
                       struct str cell, struct chosen *chosen)
{
    const struct token *word = word_at(tokens, 0);
    bool has_text = tokens->count == 2 && tokens->items[1].kind == TOKEN_TEXT && word != NULL &&
                    words->items[word->word].takes_text;
    *chosen = (struct chosen) {.word = cell};
    if (word == NULL || (tokens->count > 1 && !has_text))
        return;
    chosen->word = words->items[word->word].word;
    chosen->has_index = true;
    chosen->index = word->word;
    if (has_text)
        chosen->text = bare(tokens->items[1].text);
}

enum outcome choice_read(const struct choice_words *words, struct str cell, struct arena *arena,
                         struct chosen *chosen_out, struct err *err)
{
    struct tokens tokens;
    struct str narrow;
    struct chosen chosen = {.has_index = false};
    bool has_box = false;
    if (cell_narrow(cell, CELL_KEEP_SPACES, arena, &narrow, err) != OK ||
        tokenize(words, narrow, &tokens, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < tokens.count; i++)
        has_box |= is_box(&tokens.items[i]);
    if (!has_box)
        read_plain(words, &tokens, narrow, &chosen);
    else if (find_ticked(words, &tokens, &chosen, err) != OK ||
             take_texts(words, &tokens, &chosen, err) != OK)
        return err->outcome;
    *chosen_out = chosen;
    return OK;
}

enum choice_tick choice_tick(struct str cell, struct str word)
{
    static const char *const yes[] = {"1",   "是",  "有", "Y", "y", "yes",
                                      "Yes", "YES", "对", "√", "v", "V"};
    static const char *const no[] = {"0",  "否", "无", "N", "n", "no",
                                     "No", "NO", "×",  "-", "/", "—"};
    bool is_ticked = false;
    struct str text = cell_trim(cell);
    if (text.len == 0 || box_len(text, &is_ticked) == text.len)
        return is_ticked ? TICK_YES : TICK_NO;
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        if (str_eq(text, str_from(yes[i])))
            return TICK_YES;
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        if (str_eq(text, str_from(no[i])))
            return TICK_NO;
    return str_eq(text, word) ? TICK_YES : TICK_TEXT;
}
