    -- the fields of the form (附件2) in its order and its words, of book.section_ledger or book.master_ledger AS ledger;
    -- a code without a word here shows itself.  A time known by its day is shown as a day.
    ledger.case_number AS 编号,
    ledger.case_source AS 来源,
    to_char(ledger.came_in_at AT TIME ZONE 'Asia/Shanghai',
            CASE ledger.came_in_precision WHEN 'day' THEN 'YYYY-MM-DD' ELSE 'YYYY-MM-DD HH24:MI' END) AS 受理时间,
    ledger.receiver_name AS 首问责任人,
    ledger.citizen_name AS 服务对象,
    ledger.citizen_contact AS 联系方式,
    CASE ledger.channel
        WHEN 'call' THEN '来电'
        WHEN 'visit' THEN '来访'
        WHEN 'letter' THEN '来信'
        WHEN 'mailbox' THEN '局长信箱'
        WHEN 'hotline' THEN '政务热线'
        WHEN 'other' THEN concat_ws(':', '其他', ledger.channel_text)
        ELSE ledger.channel
    END AS 首问方式,
    CASE ledger.category
        WHEN 'consultation' THEN '咨询事项'
        WHEN 'service' THEN '办理事情'
        WHEN 'problem' THEN '问题反映'
        WHEN 'complaint' THEN '投诉'
        WHEN 'other' THEN concat_ws(':', '其他', ledger.category_text)
        WHEN 'unclassified' THEN '未分类'
        ELSE ledger.category
    END AS 首问类别,
    ledger.content AS 首问内容,
    CASE ledger.handling
        WHEN 'own' THEN '本人本科室办理'
        WHEN 'other_section' THEN '转交其他科室办理'
        WHEN 'other_unit' THEN '转交其他单位办理'
        ELSE ledger.handling
    END AS 办理情况,
    ledger.result AS 具体办理情况,
    to_char(ledger.completed_at AT TIME ZONE 'Asia/Shanghai',
            CASE ledger.completed_precision WHEN 'day' THEN 'YYYY-MM-DD' ELSE 'YYYY-MM-DD HH24:MI' END) AS 办结时间,
    to_char(ledger.callback_at AT TIME ZONE 'Asia/Shanghai',
            CASE ledger.callback_precision WHEN 'day' THEN 'YYYY-MM-DD' ELSE 'YYYY-MM-DD HH24:MI' END) AS 回访时间,
    CASE ledger.satisfaction
        WHEN 'satisfied' THEN '满意'
        WHEN 'fair' THEN '一般'
        WHEN 'dissatisfied' THEN '不满意'
        ELSE ledger.satisfaction
    END AS 群众满意度,
    CASE ledger.section_head_agrees
        WHEN 'yes' THEN '同意'
        WHEN 'no' THEN '不同意'
        ELSE CASE WHEN ledger.section_head_opinion_at IS NOT NULL THEN '有意见' END
    END AS 科室负责人意见,
    CASE ledger.leader_agrees
        WHEN 'yes' THEN '同意'
        WHEN 'no' THEN '不同意'
        ELSE CASE WHEN ledger.leader_opinion_at IS NOT NULL THEN '有意见' END
    END AS 分管领导意见,
    concat_ws(
        ';',
        CASE WHEN ledger.first_completed_at <> ledger.completed_at
            THEN to_char(ledger.first_completed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') || '首次办结' END,
        CASE WHEN ledger.spot_checked_at IS NOT NULL
            THEN concat(
                to_char(ledger.spot_checked_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'),
                CASE ledger.spot_checkers
                    WHEN 'master_post' THEN '首问责任总岗'
                    WHEN 'discipline_committee' THEN '机关纪委'
                    WHEN 'master_post,discipline_committee' THEN '首问责任总岗、机关纪委'
                    ELSE ledger.spot_checkers
                END,
                '抽查',
                CASE ledger.spot_check_satisfaction
                    WHEN 'satisfied' THEN ',满意'
                    WHEN 'fair' THEN ',一般'
                    WHEN 'dissatisfied' THEN ',不满意'
                END,
                CASE ledger.spot_check_finding
                    WHEN 'good' THEN ',情况良好'
                    WHEN 'bad' THEN ',发现问题'
                    WHEN 'none' THEN ',未发现问题'
                END)
        END,
        CASE WHEN ledger.status = 'merged' THEN '并入' || ledger.merged_source || ' ' || ledger.merged_number END,
        ledger.remark) AS 备注,
    ledger.opinions AS 意见全文,
    ledger.handler_name AS 承办人,
    CASE ledger.callback_outcome
        WHEN 'reached' THEN '已联系上'
        WHEN 'unreachable' THEN '联系不上'
        WHEN 'refused' THEN '拒绝回访'
        ELSE ledger.callback_outcome
    END AS 回访结果,
    CASE ledger.solved
        WHEN 'yes' THEN '已解决'
        WHEN 'no' THEN '未解决'
        ELSE ledger.solved
    END AS 是否解决,
    CASE ledger.status
        WHEN 'open' THEN '办理中'
        WHEN 'completed' THEN '已办结'
        WHEN 'withdrawn' THEN '已撤回'
        WHEN 'merged' THEN '已并案'
        ELSE ledger.status
    END AS 状态,
    CASE WHEN ledger.flags = '' THEN '' ELSE (
        SELECT string_agg(known.chinese, ';' ORDER BY known.number)
        FROM book.flag AS known
        WHERE known.flag = ANY (string_to_array(ledger.flags, ','))
    ) END AS 异常,
    ledger.day AS 受理日期,
    ledger.unit AS 单位代码
