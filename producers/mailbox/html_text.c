/* html_text -- see html_text.h. */
#include "html_text.h"

#include <string.h>
#include <strings.h>

struct out {
    char *text;
    size_t len;
    bool wants_space; /* between what was and what comes */
    bool wants_line;
};

static void put(struct out *out, const char *bytes, size_t len)
{
    if (out->len > 0 && out->wants_line)
        out->text[out->len++] = '\n';
    else if (out->len > 0 && out->wants_space)
        out->text[out->len++] = ' ';
    out->wants_line = out->wants_space = false;
    memcpy(out->text + out->len, bytes, len);
    out->len += len;
}

static bool is_name(struct str tag, const char *name)
{
    size_t len = strlen(name);
    bool is_begun = tag.len >= len && strncasecmp(tag.ptr, name, len) == 0;
    return is_begun && (tag.len == len || strchr(" \t\r\n/", tag.ptr[len]) != NULL);
}

static bool is_one_of(struct str tag, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++)
        if (is_name(tag, names[i]))
            return true;
    return false;
}

/* Where `mark` begins in text from `at`, in whatever case; the end when it does not. */
static size_t find(struct str text, size_t at, const char *mark)
{
    size_t len = strlen(mark);
    for (; at + len <= text.len; at++)
        if (strncasecmp(text.ptr + at, mark, len) == 0)
            return at;
    return text.len;
}

static size_t behind(struct str html, size_t at, const char *mark)
{
    size_t found = find(html, at, mark);
    return found < html.len ? found + strlen(mark) : html.len;
}

/* From the "<" at `at` to behind what nobody sees. */
static size_t skip_tag(struct str html, size_t at, struct out *out)
{
    static const char *const lines[] = {"br",     "p",  "/p", "div", "/div", "tr", "li",
                                        "/table", "h1", "h2", "h3",  "h4",   "hr", NULL};
    static const char starts[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/!?";
    if (html.len - at >= 4 && memcmp(html.ptr + at, "<!--", 4) == 0)
        return behind(html, at + 4, "-->");
    if (at + 1 == html.len || strchr(starts, html.ptr[at + 1]) == NULL) {
        put(out, "<", 1); /* less than */
        return at + 1;
    }
    size_t end = behind(html, at, ">");
    struct str tag = {.ptr = html.ptr + at + 1, .len = end - at - 1};
    if (tag.len > 0 && tag.ptr[tag.len - 1] == '>')
        tag.len--;
    if (is_name(tag, "style"))
        return behind(html, end, "</style>");
    if (is_name(tag, "script"))
        return behind(html, end, "</script>");
    if (is_name(tag, "title"))
        return behind(html, end, "</title>");
    out->wants_line |= is_one_of(tag, lines);
    return end;
}

static size_t put_utf8(uint32_t code, char bytes[4])
{
    if (code < 0x80) {
        bytes[0] = (char) code;
        return 1;
    }
    size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        bytes[i] = (char) (0x80 | (code & 0x3F));
        code >>= 6;
    }
    bytes[0] = (char) ((0xF00 >> len & 0xFF) | code);
    return len;
}

static bool is_character(uint32_t code)
{
    return code >= ' ' && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

/* "#20013" or "#x4E2D"; 0: no number of a character. */
static uint32_t number(struct str name)
{
    bool is_hex = name.len > 2 && (name.ptr[1] | 0x20) == 'x';
    int base = is_hex ? 16 : 10;
    uint32_t code = 0;
    for (size_t i = is_hex ? 2 : 1; i < name.len; i++) {
        if (digit(name.ptr[i]) >= base || code > 0x110000)
            return 0;
        code = code * (uint32_t) base + (uint32_t) digit(name.ptr[i]);
    }
    return is_character(code) ? code : 0;
}

static uint32_t named(struct str name)
{
    static const struct {
        const char *name;
        uint32_t code;
    } rows[] = {{"amp", '&'},      {"lt", '<'},        {"gt", '>'},       {"quot", '"'},
                {"apos", '\''},    {"nbsp", ' '},      {"ldquo", 0x201C}, {"rdquo", 0x201D},
                {"mdash", 0x2014}, {"hellip", 0x2026}, {"middot", 0xB7},  {"yen", 0xA5}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (str_eq(name, str_from(rows[i].name)))
            return rows[i].code;
    return 0;
}

/* From the "&" at `at`; what it does not know is taken as it is. */
static size_t put_entity(struct str html, size_t at, struct out *out)
{
    enum { ENTITY_MAX = 10 };
    char bytes[4];
    size_t end = at + 1;
    while (end < html.len && end - at <= ENTITY_MAX && html.ptr[end] != ';')
        end++;
    struct str name = {.ptr = html.ptr + at + 1, .len = end - at - 1};
    bool is_closed = end < html.len && html.ptr[end] == ';' && name.len > 0;
    uint32_t code = 0;
    if (is_closed)
        code = name.ptr[0] == '#' ? number(name) : named(name);
    if (code == 0) {
        put(out, "&", 1);
        return at + 1;
    }
    if (code == ' ')
        out->wants_space = true;
    else
        put(out, bytes, put_utf8(code, bytes));
    return end + 1;
}

enum outcome html_text(struct str html, struct arena *arena, struct str *text_out, struct err *err)
{
    struct out out = {.text = arena_alloc_bytes(arena, html.len)};
    if (out.text == NULL)
        return err_set(err, RETRY, "no room for a text in the arena");
    for (size_t at = 0; at < html.len;) {
        char c = html.ptr[at];
        if (c == '<') {
            at = skip_tag(html, at, &out);
        } else if (c == '&') {
            at = put_entity(html, at, &out);
        } else if (strchr(" \t\r\n", c) != NULL) {
            out.wants_space = true;
            at++;
        } else {
            put(&out, &c, 1);
            at++;
        }
    }
    *text_out = (struct str) {.ptr = out.text, .len = out.len};
    return OK;
}
