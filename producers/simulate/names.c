/* names -- see names.h. */
#include "names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PICK(dice, list) ((list)[dice_below((dice), COUNT(list))])

static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                       "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
                                       "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧"};
static const char *const compound[] = {"欧阳", "司马", "上官", "诸葛",
                                       "东方", "皇甫", "尉迟", "夏侯"};
static const char *const given[] = {"伟",   "芳",   "娜",   "敏",   "静",   "丽",   "强",
                                    "磊",   "军",   "洋",   "勇",   "艳",   "杰",   "娟",
                                    "涛",   "明",   "超",   "霞",   "平",   "刚",   "桂英",
                                    "建国", "秀兰", "志强", "海燕", "晓东", "雨桐", "子轩"};
static const char *const minority[] = {"买买提·艾力",   "阿依古丽·吐尔逊", "吉克·阿牛",
                                       "扎西·多吉次仁", "努尔兰·哈那提",   "洛桑·旺堆"};
static const char *const foreign[] = {"John Smith", "María García López", "Анна Петрова", "김민준",
                                      "Nguyễn Văn An"};
/* beyond the basic plane: Ext B, and its neighbours C and E */
static const char *const rare[] = {"𠮷田", "李𡋤", "王𠀀", "张𬱖", "陈𫖯", "赵𪚥"};
static const char *const firms[] = {"青江市宏远建筑工程有限公司", "云湖县老街面馆",
                                    "柳溪县兴农合作社", "青江市蓝天幼儿园"};
static const char *const roads[] = {"滨江路", "人民路", "建设巷", "青年街", "码头路", "育才路"};

/* Every draw is a statement of its own: C leaves open which of several arguments is drawn first. */
static unsigned from_one_to(struct dice *dice, unsigned last)
{
    return 1 + (unsigned) dice_below(dice, last);
}

void name_staff(struct dice *dice, char text_out[NAME_TEXT_MAX])
{
    const char *surname = dice_percent(dice, 3) ? PICK(dice, compound) : PICK(dice, surnames);
    const char *own = PICK(dice, given);
    (void) snprintf(text_out, NAME_TEXT_MAX, "%s%s", surname, own);
}

void name_citizen(struct dice *dice, char text_out[NAME_TEXT_MAX])
{
    uint64_t kind = dice_below(dice, 100);
    const char *whole = kind < 4    ? PICK(dice, minority)
                        : kind < 6  ? PICK(dice, foreign)
                        : kind < 8  ? PICK(dice, rare)
                        : kind < 13 ? PICK(dice, firms)
                                    : NULL;
    if (whole != NULL)
        (void) snprintf(text_out, NAME_TEXT_MAX, "%s", whole);
    else
        name_staff(dice, text_out);
}

void name_phone(struct dice *dice, char text_out[NAME_TEXT_MAX])
{
    (void) snprintf(text_out, NAME_TEXT_MAX, "129%08" PRIu64, dice_below(dice, 100000000));
}

void name_address(struct dice *dice, char text_out[NAME_TEXT_MAX])
{
    const char *road = PICK(dice, roads);
    unsigned number = from_one_to(dice, 300);
    unsigned house = from_one_to(dice, 20);
    unsigned floor = from_one_to(dice, 18);
    unsigned door = from_one_to(dice, 4);
    (void) snprintf(text_out, NAME_TEXT_MAX, "青江市%s%u号%u栋%u0%u", road, number, house, floor,
                    door);
}

/* The last digit is the check digit of GB 11643. */
void name_id_number(struct dice *dice, char text_out[NAME_TEXT_MAX])
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    unsigned year = 1940 + from_one_to(dice, 65);
    unsigned month = from_one_to(dice, 12);
    unsigned day = from_one_to(dice, 28);
    unsigned serial = from_one_to(dice, 999);
    (void) snprintf(text_out, NAME_TEXT_MAX, "999999%04u%02u%02u%03u", year, month, day, serial);
    int sum = 0;
    for (size_t i = 0; i < COUNT(weights); i++)
        sum += weights[i] * (text_out[i] - '0');
    text_out[COUNT(weights)] = "10X98765432"[sum % 11];
    text_out[COUNT(weights) + 1] = '\0';
}

static const char *const contents[] = {"咨询公积金提取需要哪些材料", "反映小区路灯不亮",
                                       "申请办理建筑施工许可证",     "投诉窗口工作人员态度不好",
                                       "咨询灵活就业人员社保缴费",   "反映楼下餐馆油烟扰民",
                                       "咨询不动产登记办理时限",     "申请老旧小区加装电梯"};
static const char *const results[] = {"已电话告知所需材料,群众表示理解",
                                      "已现场核实并整改",
                                      "已受理并出具回执",
                                      "已责成物业公司维修",
                                      "材料齐全,当场办结",
                                      "已转相关科室答复"};
static const char *const reasons[] = {"不属于本科室职责", "需补充材料", "涉及多个部门", "群众要求"};
static const char *const opinions[] = {"同意", "同意办理意见", "请抓紧办理并回访", "已阅"};
static const char *const remarks[] = {"抽查情况属实", "群众再次来电表示感谢", "=SUM(A1:A9)",
                                      "见附件"};
static const char *const ratings[] = {"办得快,满意", "态度好", "等的时间太长", "没有解决问题"};
static const char *const findings[] = {"记录完整", "回访不及时", "首问责任岗无人在岗",
                                       "办理结果与回访不一致"};
static const char *const notes[] = {"已联系群众", "正在核实", "等待上级批复", "已派员现场查看"};
static const char *const others[] = {"微信留言", "上门走访", "社区代为反映"};

static const struct {
    const char *const *texts;
    size_t count;
} by_field[TEXT_FIELDS_END] = {
    [TEXT_FIELD_CONTENT] = {contents, COUNT(contents)},
    [TEXT_FIELD_CHANNEL] = {others, COUNT(others)},
    [TEXT_FIELD_CATEGORY] = {others, COUNT(others)},
    [TEXT_FIELD_NOTE] = {notes, COUNT(notes)},
    [TEXT_FIELD_REASON] = {reasons, COUNT(reasons)},
    [TEXT_FIELD_RESULT] = {results, COUNT(results)},
    [TEXT_FIELD_OPINION] = {opinions, COUNT(opinions)},
    [TEXT_FIELD_REMARK] = {remarks, COUNT(remarks)},
    [TEXT_FIELD_RATING] = {ratings, COUNT(ratings)},
    [TEXT_FIELD_FINDING] = {findings, COUNT(findings)},
};

void name_text(struct dice *dice, enum text_field field, char text_out[NAME_TEXT_MAX])
{
    const char *text = by_field[field].texts[dice_below(dice, by_field[field].count)];
    (void) snprintf(text_out, NAME_TEXT_MAX, "%s", text);
    if (field != TEXT_FIELD_CONTENT && field != TEXT_FIELD_RESULT && field != TEXT_FIELD_NOTE)
        return;
    char more[NAME_TEXT_MAX];
    size_t len = strlen(text_out);
    uint64_t kind = dice_below(dice, 10);
    if (kind == 0) {
        name_phone(dice, more);
        (void) snprintf(text_out + len, NAME_TEXT_MAX - len, ",联系电话%s", more);
    } else if (kind == 1) {
        name_citizen(dice, more);
        (void) snprintf(text_out + len, NAME_TEXT_MAX - len, "(%s)", more);
    } else if (kind < 5) {
        name_address(dice, more);
        (void) snprintf(text_out + len, NAME_TEXT_MAX - len, ",地点:%s", more);
    }
}
