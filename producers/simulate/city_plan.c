/* city_plan -- see city_plan.h. */
#include "city_plan.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct city_section_plan sections_of_city[] = {
    {"zwfwk", "政务服务科"}, {"bgs", "办公室"}, {"ck", "大厅窗口"}, {"ywk", "业务科"},
    {"fgk", "法规科"},       {"xfk", "信访科"}, {"rsk", "人事科"},
};
static const struct city_section_plan sections_of_county[] = {
    {"zwfwg", "政务服务股"}, {"bgs", "办公室"}, {"ck", "大厅窗口"},
    {"ywg", "业务股"},       {"dcg", "督查股"},
};
static const struct city_section_plan sections_of_township[] = {
    {"dzb", "党政办公室"},
    {"bmzx", "便民服务中心"},
    {"swb", "社会事务办公室"},
    {"zzb", "综治办公室"},
};
static const struct city_section_plan sections_of_park[] = {
    {"zhb", "综合部"},
    {"qfb", "企业服务部"},
    {"gjb", "规划建设部"},
};
static const struct city_section_plan sections_outside[] = {
    {"kfzx", "客户服务中心"},
    {"jsb", "技术部"},
};

static const char *const organs[] = {
    "住房和城乡建设局", "人力资源和社会保障局",
    "市场监督管理局",   "自然资源和规划局",
    "教育和体育局",     "卫生健康委员会",
    "民政局",           "公安局",
    "交通运输局",       "生态环境局",
    "医疗保障局",       "应急管理局",
    "农业农村局",       "水务局",
    "文化广播电视局",   "退役军人事务局",
    "司法局",           "财政局",
};
static const char *const counties[] = {"云湖县", "柳溪县", "白鹭区", "石桥坪县",
                                       "松岭区", "雁滩县", "竹口县"};
static const char *const townships[] = {"梨花镇", "大石镇", "双桥乡",  "古井街道",
                                        "茶山镇", "渡口乡", "新铺街道"};

static struct str made(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static struct str made(struct arena *arena, const char *format, ...)
{
    enum { MADE_MAX = 128 };
    char text[MADE_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void) vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    char *kept = str_keep_terminated(str_from(text), arena);
    assert(kept != NULL); /* city_init() counts */
    return str_from(kept);
}

/* A name of a list; where that does not suffice, with a number behind it. */
static struct str numbered(struct arena *arena, const char *before, const char *name, int32_t round)
{
    return round == 0 ? made(arena, "%s%s", before, name)
                      : made(arena, "%s%s第%d分局", before, name, round + 1);
}

static int32_t last_county(const struct city_unit *units, int32_t index)
{
    for (int32_t i = index - 1; i > CITY_FIRST_COUNTY; i--)
        if (units[i].level == CITY_LEVEL_COUNTY && units[i].parent == CITY_ROOT)
            return i;
    return CITY_FIRST_COUNTY;
}

static int32_t count_of(const struct city_unit *units, int32_t index, enum city_level level)
{
    int32_t count = 0;
    for (int32_t i = CITY_FIRST_COUNTY; i < index; i++)
        count += units[i].level == level;
    return count;
}

static void plan_county(struct arena *arena, const struct city_unit *units, int32_t index,
                        struct city_unit *unit)
{
    int32_t before = 0;
    for (int32_t i = CITY_FIRST_COUNTY; i < index; i++)
        before += units[i].level == CITY_LEVEL_COUNTY && units[i].parent == CITY_ROOT;
    const char *name = counties[(size_t) before % COUNT(counties)];
    unit->code = made(arena, "x%02d00", before + 1);
    unit->name = numbered(arena, name, "人民政府办公室", before / (int32_t) COUNT(counties));
    unit->level = CITY_LEVEL_COUNTY;
    unit->parent = CITY_ROOT;
}

/* Two organs of the city, one of a county and a township of it, and now and then a new county. */
static void plan_other(struct arena *arena, const struct city_unit *units, int32_t index,
                       struct city_unit *unit)
{
    enum { CITY, COUNTY, TOWNSHIP, NEXT };
    static const int turns[] = {CITY, COUNTY, TOWNSHIP, CITY, CITY, COUNTY, TOWNSHIP, NEXT};
    int turn = turns[(size_t) (index - CITY_FIRST_COUNTY - 1) % COUNT(turns)];
    if (turn == NEXT) {
        plan_county(arena, units, index, unit);
        return;
    }
    int32_t county = last_county(units, index);
    enum city_level level = turn == CITY     ? CITY_LEVEL_CITY
                            : turn == COUNTY ? CITY_LEVEL_COUNTY
                                             : CITY_LEVEL_TOWNSHIP;
    int32_t before = count_of(units, index, level);
    unit->level = level;
    unit->parent = turn == CITY ? CITY_ROOT : county;
    if (turn == TOWNSHIP) {
        unit->code = made(arena, "t%03d", before + 1);
        unit->name = numbered(arena, townships[(size_t) before % COUNT(townships)], "人民政府",
                              before / (int32_t) COUNT(townships));
        return;
    }
    unit->code = made(arena, turn == CITY ? "s%02d" : "g%03d", before + 10);
    unit->name =
        numbered(arena, turn == CITY ? "市" : "县", organs[(size_t) before % COUNT(organs)],
                 before / (int32_t) COUNT(organs));
}

void city_plan_unit(struct arena *arena, const struct city_unit *units, int32_t index,
                    struct city_unit *unit_out)
{
    *unit_out = (struct city_unit) {.parent = CITY_ROOT};
    switch (index) {
    case CITY_ROOT:
        unit_out->code = STR("s00");
        unit_out->name = STR("青江市人民政府办公室");
        unit_out->parent = CITY_NONE;
        return;
    case CITY_LEAD_DEPARTMENT:
        unit_out->code = STR("s01");
        unit_out->name = STR("市政务服务和非公经济发展局");
        return;
    case CITY_PARK:
        unit_out->code = STR("y01");
        unit_out->name = STR("青江经济开发区管理委员会");
        unit_out->level = CITY_LEVEL_COUNTY;
        unit_out->is_park = true;
        return;
    case CITY_OUTSIDE:
        unit_out->code = STR("w01");
        unit_out->name = STR("青江水务有限公司");
        unit_out->is_outside = true;
        return;
    case CITY_FIRST_COUNTY:
        plan_county(arena, units, index, unit_out);
        return;
    default:
        plan_other(arena, units, index, unit_out);
        return;
    }
}

const struct city_section_plan *city_plan_sections(const struct city_unit *unit, size_t *count_out)
{
    if (unit->is_outside) {
        *count_out = COUNT(sections_outside);
        return sections_outside;
    }
    if (unit->is_park) {
        *count_out = COUNT(sections_of_park);
        return sections_of_park;
    }
    switch (unit->level) {
    case CITY_LEVEL_CITY:
        *count_out = COUNT(sections_of_city);
        return sections_of_city;
    case CITY_LEVEL_COUNTY:
        *count_out = COUNT(sections_of_county);
        return sections_of_county;
    case CITY_LEVEL_TOWNSHIP:
        break;
    }
    *count_out = COUNT(sections_of_township);
    return sections_of_township;
}
