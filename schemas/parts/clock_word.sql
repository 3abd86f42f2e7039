    -- what kind of clock it is, in Chinese
    CASE clock
        WHEN 'sign' THEN '签收' WHEN 'first_contact' THEN '先行联系' WHEN 'completion' THEN '办结' WHEN 'callback' THEN '回访'
        WHEN 'redo' THEN '重办' WHEN 'rectification' THEN '整改' WHEN 'annual_report' THEN '年度报告'
        WHEN 'dispatch' THEN '派单' WHEN 'return' THEN '退回'
    END AS 时限,
