-- projection: none
--
-- Of every projection whose rows follow from rules: one that loads rules stands here, because trees of units that no
-- file here needs are not kept (schemas/queries/unit_places_prune.sql).  Costs a pass over the files.
CREATE OR REPLACE VIEW book.rules_in_use AS
SELECT projection, rules_version, files
FROM book.rules_of_overdue_alerts
UNION ALL
SELECT projection, rules_version, files
FROM book.rules_of_assessment;

COMMENT ON VIEW book.rules_in_use IS
    'Under which revision of calendar, policy and tree of units the rows of how many matters were made; more than one of a projection: they are being dated anew';
GRANT SELECT ON book.rules_in_use TO analyst, shouwen_admin;
