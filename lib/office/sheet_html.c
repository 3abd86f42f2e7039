/*
 * sheet_html -- a book for paper, laid out as 附件2; see sheet_writer.h.
 *
 * A case is a table on a page of its own; head and foot are the table's, so they are repeated when
 * a long text runs on to another sheet.  Heights are of A4: a browser's own print is the book.
 */
#include "office/html.h"
#include "office/sheet_words.h"
#include "office/sheet_writer.h"

static const char style[] =
    "@page{size:A4;margin:16mm 16mm 14mm 22mm}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;color:#000;background:#fff;font:12pt/1.45 FangSong,'仿宋',STFangsong,"
    "'FZFangSong-Z02S','Noto Serif CJK SC','Source Han Serif SC',SimSun,'WenQuanYi Zen "
    "Hei',serif}\n"
    "h1,h2,.label,th{font-family:SimHei,'黑体','Noto Sans CJK SC','Source Han Sans SC',"
    "'WenQuanYi Zen Hei',sans-serif;font-weight:normal}\n"
    "section{break-after:page}\n"
    "section:last-of-type{break-after:auto}\n"
    ".cover{height:262mm;display:flex;flex-direction:column;align-items:center;"
    "text-align:center}\n"
    ".cover h1{margin:46mm 0 0;font-size:30pt;line-height:1.6;text-wrap:balance}\n"
    ".cover h1 span{display:block}\n"
    ".cover .book{letter-spacing:.5em;padding-left:.5em;font-size:40pt}\n"
    ".cover p{margin:0;font-size:20pt;line-height:2}\n"
    ".cover .section{margin-top:34mm}\n"
    ".cover .post{display:flex;font-size:18pt;white-space:pre-line;text-align:left}\n"
    ".cover .period{margin-top:auto;font-size:22pt}\n"
    ".cover .small{margin:4mm 0 10mm;font-size:10pt}\n"
    "table{width:calc(100% - .6mm);margin:0 .3mm;border-collapse:collapse}\n"
    "th,td{border:.35mm solid #000;padding:1.4mm 2.4mm;text-align:left;vertical-align:middle;"
    "overflow-wrap:anywhere;white-space:pre-wrap}\n"
    "thead td,tfoot td{border:0;padding:0 0 2mm}\n"
    "tfoot td{padding:2mm 0 0;font-size:9.5pt}\n"
    "thead h2{margin:0 0 3mm;font-size:22pt;letter-spacing:.16em;text-align:center}\n"
    ".line{display:flex;justify-content:space-between;gap:6mm;font-size:10.5pt}\n"
    ".form{table-layout:fixed}\n"
    ".form .label{padding:1mm .5mm;text-align:center}\n"
    "col.label{width:33mm}\n"
    ".form tr{height:12.5mm}\n"
    ".form .content{height:45mm}\n"
    ".form .result{height:49mm}\n"
    ".form .opinion{height:23mm}\n"
    ".form .remarks{height:24mm}\n"
    ".form .tall td{vertical-align:top}\n"
    ".form .tall .label{vertical-align:middle}\n"
    ".form .remarks td{font-size:10.5pt}\n"
    ".tick{display:inline-block;margin-right:1.1em;white-space:nowrap}\n"
    ".list{font-size:9pt;line-height:1.35}\n"
    ".list th,.list td{padding:.9mm 1.2mm;border-width:.25mm}\n"
    ".list th{text-align:center}\n"
    ".list tr{break-inside:avoid}\n"
    ".list .number{text-align:right;white-space:nowrap}\n"
    ".list .none{color:#555}\n"
    ".caption{margin:6mm 0 2mm;font-size:12pt}\n";

/* ---- words ---- */

static void word(const struct sheet_book *book, const char *text)
{
    (void) fputs(text, book->out);
}

static void value(const struct sheet_book *book, struct str text)
{
    if (text.len > 0)
        html_put_isolated(book->out, text);
}

static void field(const struct sheet_book *book, const struct sheet *sheet, enum sheet_field field)
{
    value(book, sheet->fields[field]);
}

static void label(const struct sheet_book *book, enum sheet_field field, const char *attributes)
{
    (void) fprintf(book->out, "<th class=\"label\"%s>%s</th>", attributes, sheet_title(field));
}

/* ☑ before the one that it is; with 其他 its text. */
static void ticks(const struct sheet_book *book, const char *const *words, int count, int ticked,
                  struct str other)
{
    for (int i = 1; i < count; i++) {
        (void) fprintf(book->out, "<span class=\"tick\">%s%s", i == ticked ? "☑" : "□", words[i]);
        if (i == count - 1 && i == ticked && other.len > 0) {
            word(book, "（");
            value(book, other);
            word(book, "）");
        }
        word(book, "</span>");
    }
}

/* ---- cover ---- */

static void cover_page(const struct sheet_book *book)
{
    const struct cover *cover = book->cover;
    word(book, "<section class=\"cover\"><h1>");
    value(book, cover->unit_name);
    word(book, "<span>首问责任制</span><span class=\"book\">工作台账</span></h1>\n"
               "<p class=\"section\">");
    value(book, cover->section_name);
    word(book, cover->is_master ? "</p>\n<div class=\"post\"><div>首问责任总岗：</div><div>"
                                : "</p>\n<div class=\"post\"><div>首问责任岗：</div><div>");
    value(book, cover->holders);
    word(book, "</div></div>\n<p class=\"period\">");
    value(book, cover->period);
    (void) fprintf(book->out,
                   "</p>\n<p class=\"small\">%s 共 %zu 件，附页（转入）%zu 件 "
                   "打印时间：",
                   cover->is_master ? "总台账" : "分台账", book->pages_count, book->annex_count);
    html_put(book->out, cover->printed);
    word(book, cover->is_revealed ? " 含个人信息，注意保密</p></section>\n"
                                  : " 个人信息已隐去</p></section>\n");
}

static void begin(const struct sheet_book *book)
{
    word(book, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\n<title>");
    html_put(book->out, book->cover->unit_name);
    word(book, "首问责任制工作台账 ");
    html_put(book->out, book->cover->section_name);
    word(book, " ");
    html_put(book->out, book->cover->period);
    (void) fprintf(book->out, "</title>\n<style>\n%s</style></head><body>\n", style);
    cover_page(book);
}

/* ---- a case ---- */

static void head_and_foot(const struct sheet_book *book, const struct sheet *sheet, size_t number)
{
    word(book, "<section><table class=\"form\"><colgroup><col class=\"label\"><col>"
               "<col class=\"label\"><col></colgroup><thead><tr><td colspan=\"4\">"
               "<h2>首问责任制登记表</h2><div class=\"line\"><span>科室：");
    field(book, sheet, SHEET_SECTION);
    word(book, "</span><span>编号：");
    field(book, sheet, SHEET_NUMBER);
    word(book, "</span><span>来源：");
    field(book, sheet, SHEET_SOURCE);
    word(book, "</span></div></td></tr></thead>\n<tfoot><tr><td colspan=\"4\">"
               "<div class=\"line\"><span>");
    value(book, book->cover->unit_name);
    word(book, " ");
    value(book, book->cover->period);
    (void) fprintf(book->out,
                   "</span><span>第 %zu 页 共 %zu 页</span></div></td></tr></tfoot>\n<tbody>",
                   number, book->pages_count);
}

/* Two fields beside each other. */
static void pair(const struct sheet_book *book, const struct sheet *sheet, enum sheet_field left,
                 enum sheet_field right, const char *row_class)
{
    (void) fprintf(book->out, "<tr%s>", row_class);
    label(book, left, "");
    word(book, "<td>");
    field(book, sheet, left);
    word(book, "</td>");
    label(book, right, "");
    word(book, "<td>");
    field(book, sheet, right);
    word(book, "</td></tr>\n");
}

/* One field across the page. */
static void wide(const struct sheet_book *book, const struct sheet *sheet, enum sheet_field name,
                 const char *row_class)
{
    (void) fprintf(book->out, "<tr%s>", row_class);
    label(book, name, "");
    word(book, "<td colspan=\"3\">");
    field(book, sheet, name);
    word(book, "</td></tr>\n");
}

static void ticked(const struct sheet_book *book, const struct sheet *sheet, enum sheet_field name)
{
    const struct str none = {0};
    word(book, "<tr>");
    label(book, name, name == SHEET_HANDLING ? " rowspan=\"2\"" : "");
    word(book, "<td colspan=\"3\">");
    if (name == SHEET_CHANNEL)
        ticks(book, sheet_channels, CHANNELS_END, (int) sheet->channel,
              sheet->fields[SHEET_CHANNEL_OTHER]);
    else if (name == SHEET_CATEGORY)
        ticks(book, sheet_categories, CATEGORIES_END, (int) sheet->category,
              sheet->fields[SHEET_CATEGORY_OTHER]);
    else if (name == SHEET_HANDLING)
        ticks(book, sheet_handlings, HANDLINGS_END, (int) sheet->handling, none);
    else
        ticks(book, sheet_satisfactions, SATISFACTIONS_END, (int) sheet->satisfaction, none);
    word(book, "</td></tr>\n");
}

/* To whom it went, then what was done. */
static void result(const struct sheet_book *book, const struct sheet *sheet)
{
    word(book, "<tr class=\"result tall\"><td colspan=\"3\">");
    struct str to = sheet->handling == HANDLING_OTHER_UNIT ? sheet->fields[SHEET_TO_UNIT]
                                                           : sheet->fields[SHEET_TO_SECTION];
    if (to.len > 0) {
        word(book, "转交：");
        value(book, to);
        word(book, "\n");
    }
    word(book, "具体办理情况：");
    field(book, sheet, SHEET_RESULT);
    word(book, "</td></tr>\n");
}

static void page(const struct sheet_book *book, const struct sheet *sheet, size_t number)
{
    head_and_foot(book, sheet, number);
    pair(book, sheet, SHEET_CAME_IN, SHEET_RECEIVER, "");
    pair(book, sheet, SHEET_CITIZEN, SHEET_CONTACT, "");
    ticked(book, sheet, SHEET_CHANNEL);
    ticked(book, sheet, SHEET_CATEGORY);
    wide(book, sheet, SHEET_CONTENT, " class=\"content tall\"");
    ticked(book, sheet, SHEET_HANDLING);
    result(book, sheet);
    pair(book, sheet, SHEET_COMPLETED, SHEET_CALLBACK, "");
    ticked(book, sheet, SHEET_SATISFACTION);
    pair(book, sheet, SHEET_HEAD_OPINION, SHEET_LEADER_OPINION, " class=\"opinion tall\"");
    wide(book, sheet, SHEET_REMARKS, " class=\"remarks tall\"");
    word(book, "</tbody></table></section>\n");
}

/* ---- annex ---- */

static const enum sheet_field annex_fields[] = {
    SHEET_NUMBER,   SHEET_CAME_IN, SHEET_RECEIVER,  SHEET_CITIZEN,      SHEET_CONTENT,
    SHEET_HANDLING, SHEET_RESULT,  SHEET_COMPLETED, SHEET_SATISFACTION, SHEET_REMARKS,
};
enum { ANNEX_FIELDS_COUNT = sizeof(annex_fields) / sizeof(annex_fields[0]) };

static void annex_begin(const struct sheet_book *book)
{
    word(book,
         "<section><table class=\"list\"><thead><tr><td colspan=\"11\"><h2>附页：转入事项</h2>"
         "<div class=\"line\"><span>");
    value(book, book->cover->section_name);
    word(book, "</span><span>");
    value(book, book->cover->period);
    word(book, "</span></div></td></tr>\n<tr><th>序号</th>");
    for (size_t i = 0; i < ANNEX_FIELDS_COUNT; i++)
        (void) fprintf(book->out, "<th>%s</th>",
                       annex_fields[i] == SHEET_CAME_IN ? "转入时间"
                                                        : sheet_title(annex_fields[i]));
    word(book, "</tr></thead>\n<tbody>");
}

static void annex_row(const struct sheet_book *book, const struct sheet *sheet, size_t number)
{
    (void) fprintf(book->out, "<tr><td class=\"number\">%zu</td>", number);
    for (size_t i = 0; i < ANNEX_FIELDS_COUNT; i++) {
        word(book, "<td>");
        field(book, sheet, annex_fields[i]);
        word(book, "</td>");
    }
    word(book, "</tr>\n");
}

static void annex_end(const struct sheet_book *book)
{
    word(book, "</tbody></table></section>\n");
}

static void end(const struct sheet_book *book)
{
    word(book, "</body></html>\n");
}

const struct sheet_writer sheet_html = {
    .begin = begin,
    .page = page,
    .annex_begin = annex_begin,
    .annex_row = annex_row,
    .annex_end = annex_end,
    .totals = sheet_html_totals,
    .end = end,
};
