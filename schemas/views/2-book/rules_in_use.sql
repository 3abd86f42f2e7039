-- projection: overdue_alerts
--
-- Under which rules rows were made, of every projection whose rows follow from rules: one that loads rules stands here,
-- because what no file here names is not kept (schemas/queries/unit_places_prune.sql).  Costs a pass over the files.
CREATE OR REPLACE VIEW book.rules_in_use AS
SELECT 'overdue_alerts' AS projection, file.rules_version, count(*) AS files
FROM case_file AS file
GROUP BY file.rules_version;

COMMENT ON VIEW book.rules_in_use IS
    'Under which revision of calendar, policy and tree of units the rows of how many matters were made; more than one: they are being dated anew';
COMMENT ON COLUMN book.rules_in_use.projection IS 'whose rows';
COMMENT ON COLUMN book.rules_in_use.rules_version IS 'the revision; stream.rules_version has the one in force';
COMMENT ON COLUMN book.rules_in_use.files IS 'how many matters and units'' years';
GRANT SELECT ON book.rules_in_use TO analyst, shouwen_admin;
