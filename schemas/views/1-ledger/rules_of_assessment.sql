-- projection: assessment
--
-- Under which rules its rows were made; book.rules_in_use has all such projections.
CREATE OR REPLACE VIEW book.rules_of_assessment AS
SELECT 'assessment' AS projection, file.rules_version, count(*) AS files
FROM case_file AS file
GROUP BY file.rules_version;

COMMENT ON VIEW book.rules_of_assessment IS 'Under which revision of the rules the counters of how many matters were made';
GRANT SELECT ON book.rules_of_assessment TO analyst;
