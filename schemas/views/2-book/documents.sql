-- projection: overdue_alerts
--
-- 催办, 说明 and 通报 as they were issued, and which prompts for them nobody acted on.
CREATE OR REPLACE VIEW book.document AS
SELECT
    document.subject,
    document.case_source,
    document.case_number,
    document.kind AS document,
    document.number AS document_number,
    document.issued_at,
    document.issued_precision,
    document.issuer_unit,
    directory.unit_name(document.issuer_unit, issued.day) AS issuer_unit_name,
    document.issuer_section,
    document.issuer_person,
    directory.person_name(document.issuer_person, issued.day) AS issuer_person_name,
    document.unit,
    directory.unit_name(document.unit, issued.day) AS unit_name,
    document.section,
    directory.section_name(document.unit, document.section, issued.day) AS section_name,
    document.person,
    directory.person_name(document.person, issued.day) AS person_name,
    document.finding,
    document.answers,
    answer.issued_at AS explained_at,
    document.event_id
FROM document_row AS document
CROSS JOIN LATERAL (SELECT (document.issued_at AT TIME ZONE 'Asia/Shanghai')::date AS day) AS issued
LEFT JOIN LATERAL (
    SELECT explanation.issued_at
    FROM document_row AS explanation
    WHERE explanation.subject = document.subject AND explanation.answers = document.event_id
    ORDER BY explanation.issued_at
    LIMIT 1
) AS answer ON true;

COMMENT ON VIEW book.document IS
    '催办, 说明, 通报: every urging, explanation and notice (also of good and bad examples) with whom it is about';
GRANT SELECT ON book.document TO analyst, supervisor, shouwen_assessment;
COMMENT ON COLUMN book.document.document IS 'urged 催办, explained 说明, notice_issued 通报';
COMMENT ON COLUMN book.document.document_number IS 'its number; of an explanation that of the urging it answers';
COMMENT ON COLUMN book.document.issued_at IS 'when it was issued';
COMMENT ON COLUMN book.document.issued_precision IS 'how exactly that is known: instant, or day';
COMMENT ON COLUMN book.document.issuer_unit IS 'code of the unit that issued it; empty: not said';
COMMENT ON COLUMN book.document.issuer_unit_name IS 'name of issuer_unit on that day';
COMMENT ON COLUMN book.document.issuer_section IS 'code of the section that issued it';
COMMENT ON COLUMN book.document.issuer_person IS 'code of the person who issued it';
COMMENT ON COLUMN book.document.issuer_person_name IS 'name of issuer_person on that day';
COMMENT ON COLUMN book.document.unit IS 'code of the unit it is about; where that is not said, of who held the matter';
COMMENT ON COLUMN book.document.section IS 'code of the section it is about; empty: not said';
COMMENT ON COLUMN book.document.person IS 'code of the person it is about; empty: not said';
COMMENT ON COLUMN book.document.person_name IS 'name of person on that day';
COMMENT ON COLUMN book.document.finding IS 'of a notice: good or bad example (正反典型), none; empty: not said';
COMMENT ON COLUMN book.document.answers IS 'of an explanation: the event of the urging; NULL: there is no such urging';
COMMENT ON COLUMN book.document.explained_at IS 'of an urging: when it was explained first; NULL: nobody has';
COMMENT ON COLUMN book.document.event_id IS 'the event that tells of it';

-- A document answers the prompts of a matter that were due when it was issued; one may answer several.  A notice of a
-- good example answers none.
CREATE OR REPLACE VIEW book.prompt AS
SELECT
    rung.subject,
    clock.case_source,
    clock.case_number,
    rung.clock,
    clock.unit,
    directory.unit_name(clock.unit, today.day) AS unit_name,
    clock.section,
    directory.section_name(clock.unit, clock.section, today.day) AS section_name,
    clock.person,
    rung.level,
    rung.rings_at AS prompted_at,
    rung.recipients,
    clock.due_at,
    clock.ended,
    clock.ended = 'running' AS is_running,
    answer.event_id IS NOT NULL AS is_answered,
    answer.issued_at AS answered_at,
    answer.number AS document_number,
    answer.event_id AS answered_by,
    CASE WHEN answer.event_id IS NULL THEN floor(extract(epoch FROM now() - rung.rings_at) / 60)::bigint END
        AS unanswered_minutes,
    rung.started_by
FROM rung_row AS rung
JOIN clock_row AS clock USING (subject, clock, started_by)
CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) AS today
LEFT JOIN LATERAL (
    SELECT document.event_id, document.issued_at, document.number
    FROM document_row AS document
    WHERE document.subject = rung.subject
        AND document.kind = CASE rung.level WHEN 'urge' THEN 'urged' ELSE 'notice_issued' END
        AND document.finding <> 'good'
        AND document.issued_at >= coalesce(clock.due_at, rung.rings_at)
    ORDER BY document.issued_at, document.event_id
    LIMIT 1
) AS answer ON true
WHERE rung.level IN ('urge', 'notice') AND rung.rings_at <= now();

COMMENT ON VIEW book.prompt IS
    '提请催办, 提请通报: the prompts that rang, with the document that answered each, or none: nobody acted on it';
GRANT SELECT ON book.prompt TO analyst, supervisor;
COMMENT ON COLUMN book.prompt.unit IS 'code of the unit it waits for';
COMMENT ON COLUMN book.prompt.unit_name IS 'name of the unit today';
COMMENT ON COLUMN book.prompt.section IS 'code of the section it waits for; empty: not said';
COMMENT ON COLUMN book.prompt.section_name IS 'name of the section today';
COMMENT ON COLUMN book.prompt.level IS 'urge 提请催办, notice 提请通报';
COMMENT ON COLUMN book.prompt.prompted_at IS 'when it rang';
COMMENT ON COLUMN book.prompt.is_answered IS 'a document was issued; false: nobody acted on it';
COMMENT ON COLUMN book.prompt.answered_at IS 'when that document was issued; NULL: nobody acted on it';
COMMENT ON COLUMN book.prompt.document_number IS 'the number of that document';
COMMENT ON COLUMN book.prompt.answered_by IS 'the event that tells of that document';
COMMENT ON COLUMN book.prompt.unanswered_minutes IS 'for how many minutes by the clock nobody has acted on it; NULL: somebody has';
