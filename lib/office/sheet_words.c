/* sheet_words -- see sheet_words.h. */
#include "office/sheet_words.h"

const char *const sheet_channels[CHANNELS_END] = {
    [0] = "",
    [CHANNEL_CALL] = "来电",
    [CHANNEL_VISIT] = "来访",
    [CHANNEL_LETTER] = "来信",
    [CHANNEL_MAILBOX] = "局长信箱",
    [CHANNEL_HOTLINE] = "政务热线",
    [CHANNEL_OTHER] = "其他",
};

const char *const sheet_categories[CATEGORIES_END] = {
    [0] = "",
    [CATEGORY_CONSULTATION] = "咨询事项",
    [CATEGORY_SERVICE] = "办理事情",
    [CATEGORY_PROBLEM] = "问题反映",
    [CATEGORY_COMPLAINT] = "投诉",
    [CATEGORY_OTHER] = "其他",
};

const char *const sheet_handlings[HANDLINGS_END] = {
    [HANDLING_NONE] = "",
    [HANDLING_OWN] = "本人本科室办理",
    [HANDLING_OTHER_SECTION] = "转交其他科室办理",
    [HANDLING_OTHER_UNIT] = "转交其他单位办理",
};

const char *const sheet_satisfactions[SATISFACTIONS_END] = {
    [0] = "",
    [SATISFACTION_SATISFIED] = "满意",
    [SATISFACTION_FAIR] = "一般",
    [SATISFACTION_DISSATISFIED] = "不满意",
};

const char *const sheet_agreements[ANSWERS_END] = {
    [0] = "", [ANSWER_YES] = "同意", [ANSWER_NO] = "不同意"};

const char *const sheet_entries[ENTRIES_END] = {
    [0] = "", [ENTRY_FIRST] = "首问", [ENTRY_TRANSFERRED_IN] = "转入"};

const char *const sheet_findings[FINDINGS_END] = {
    [0] = "",
    [FINDING_GOOD] = "情况良好",
    [FINDING_BAD] = "发现问题",
    [FINDING_NONE] = "未发现问题",
};

const char *const sheet_checkers[CHECKERS_END] = {
    [0] = "",
    [CHECKER_MASTER_POST] = "首问责任总岗",
    [CHECKER_DISCIPLINE_COMMITTEE] = "机关纪委",
};

const char *const sheet_inspections[INSPECTION_MODES_END] = {
    [0] = "督查",
    [INSPECTION_MODE_UNANNOUNCED] = "“四不两直”督查",
    [INSPECTION_MODE_MOCK_VISIT] = "现场模拟办事",
    [INSPECTION_MODE_COVERT] = "暗访",
    [INSPECTION_MODE_OTHER] = "督查",
};

const char *const sheet_flags[LIFE_FLAGS_COUNT] = {
    [LIFE_FLAG_INCOMPLETE] = "受理登记尚未收到，本页不完整",
    [LIFE_FLAG_ACCEPTED_AGAIN] = "重复受理，以首次受理为准",
    [LIFE_FLAG_ACCEPTED_LATE] = "受理登记晚于转办",
    [LIFE_FLAG_BEFORE_ACCEPTANCE] = "有早于受理时间的记录",
    [LIFE_FLAG_COMPLETED_BEFORE_ACCEPTED] = "办结时间早于受理时间",
    [LIFE_FLAG_IRREGULAR_TRANSFER] = "由非承办方转交",
    [LIFE_FLAG_RETURNED_TO_NOBODY] = "退回时无上一承办方，仍由原承办方办理",
    [LIFE_FLAG_SIGNED_BY_OTHER] = "由非承办科室签收",
    [LIFE_FLAG_AFTER_COMPLETION] = "办结后又转交",
    [LIFE_FLAG_AFTER_WITHDRAWAL] = "撤回后仍有转交或办结记录",
    [LIFE_FLAG_AFTER_MERGE] = "合并后仍有转交或办结记录",
    [LIFE_FLAG_COMPLETED_AGAIN] = "未经重办再次办结",
    [LIFE_FLAG_COMPLETED_BY_OTHER] = "由非承办科室办结",
    [LIFE_FLAG_WITHDRAWN_AFTER_COMPLETION] = "办结后撤回，仍按办结登记",
    [LIFE_FLAG_PAUSE_UNFOUNDED] = "暂停无理由或未经批准，不停止计时",
    [LIFE_FLAG_CALLED_BACK_EARLY] = "回访早于办结",
    [LIFE_FLAG_RATED_EARLY] = "评价早于办结",
    [LIFE_FLAG_RERATED] = "重复评价，以首次评价为准",
    [LIFE_FLAG_DEFAULT_RATING] = "有超时默认评价，不计入满意度",
    [LIFE_FLAG_HANDLED_BY_ACCUSED] = "由被投诉人或被投诉科室办理",
    [LIFE_FLAG_CALLED_BACK_BY_ACCUSED] = "由被投诉人或被投诉科室回访",
    [LIFE_FLAG_VOIDED] = "有已作废的记录",
    [LIFE_FLAG_VOID_REFUSED] = "作废未经他人批准，不生效",
    [LIFE_FLAG_BOOK_CORRECTED] = "原台账曾更正",
};
