item_list (item, item_name) AS (
    -- 附件1
    VALUES
        (1, '工作方案'), (2, '实施细则和配套制度'), (3, '主要领导安排落实'), (4, '年底报告'), (5, '常态化培训'),
        (6, '纳入督查事项'), (7, '纳入目标考核'), (8, '明确分管领导'), (9, '专门科室和专人'), (10, '各科(股)室责任'),
        (11, '首问责任人责任'), (12, '总岗标牌'), (13, '科(股)室岗牌'), (14, '公布规定和投诉渠道'), (15, '总台账'),
        (16, '科(股)室台账'), (17, '抽查和跟踪问效')
),
part_list (item, number, part, part_name, how, asked_month, asked_day) AS (
    -- how: `part` of the evidence, `any` evidence, or what else is looked at; asked for from that day of the year on.
    -- Those of `part` and `training` are the same as in lib/core/checklist.def.
    VALUES
        (1, 1, 'duties', '责任分工', 'part', 1, 1),
        (1, 2, 'staffing', '人员安排', 'part', 1, 1),
        (1, 3, 'procedure', '办理流程', 'part', 1, 1),
        (1, 4, 'supervision', '监督管理', 'part', 1, 1),
        (1, 5, 'assessment', '督查考核', 'part', 1, 1),
        (2, 1, 'rules', '实施细则', 'any', 1, 1),
        (3, 1, 'year_start', '年初安排', 'part', 1, 1),
        (3, 2, 'year_end', '年终总结', 'part', 12, 31),
        (4, 1, 'report', '年度报告', 'any', 12, 31),
        (5, 1, 'assembly', '大会集中讲', 'training', 1, 1),
        (5, 2, 'section', '科室小组学', 'training', 1, 1),
        (5, 3, 'self_study', '个人自学', 'training', 1, 1),
        (5, 4, 'reminder', '常态化提醒', 'training', 1, 1),
        (6, 1, 'inspection_list', '列入督查事项', 'any', 1, 1),
        (7, 1, 'target_assessment', '列入目标考核', 'any', 1, 1),
        (8, 1, 'leader_in_charge', '分管领导', 'role', 1, 1),
        (9, 1, 'dedicated_section', '专门科室', 'dedicated', 1, 1),
        (9, 2, 'master_post', '专人', 'role', 1, 1),
        (10, 1, 'section_duties', '各科(股)室责任', 'sections', 1, 1),
        (11, 1, 'person_duties', '首问责任人责任', 'persons', 1, 1),
        (12, 1, 'master_sign', '总岗标牌', 'any', 1, 1),
        (13, 1, 'section_signs', '科(股)室岗牌', 'sections', 1, 1),
        (14, 1, 'premises', '办公场所', 'part', 1, 1),
        (14, 2, 'website', '官网', 'part', 1, 1),
        (14, 3, 'wechat', '微信', 'part', 1, 1),
        (14, 4, 'phone', '举报电话', 'part', 1, 1),
        (14, 5, 'mailbox', '网上信箱', 'part', 1, 1),
        (15, 1, 'master_ledger', '总台账', 'ledger', 1, 1),
        (15, 2, 'months', '定期汇总', 'months', 1, 1),
        (16, 1, 'section_ledgers', '分台账', 'sections', 1, 1),
        (16, 2, 'callbacks', '电话回访', 'callbacks', 1, 1),
        (17, 1, 'master_post_checks', '首问责任总岗抽查', 'checks', 1, 1),
        (17, 2, 'discipline_checks', '机关纪委抽查', 'checks', 1, 1),
        (17, 3, 'follow_up', '跟踪问效', 'follow_up', 1, 1)
),
