-- projection: overdue_alerts
--
-- Under which rules its rows were made; book.rules_in_use has all such projections.
CREATE OR REPLACE VIEW book.rules_of_overdue_alerts AS
SELECT 'overdue_alerts' AS projection, file.rules_version, count(*) AS files
FROM case_file AS file
GROUP BY file.rules_version;

COMMENT ON VIEW book.rules_of_overdue_alerts IS 'Under which revision of the rules the clocks and rungs of how many matters were made';
GRANT SELECT ON book.rules_of_overdue_alerts TO analyst;
