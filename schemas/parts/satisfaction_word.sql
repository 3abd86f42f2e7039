        WHEN 'satisfied' THEN '满意' WHEN 'fair' THEN '一般' WHEN 'dissatisfied' THEN '不满意' ELSE ''
