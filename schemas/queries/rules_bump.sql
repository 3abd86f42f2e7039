-- Rules are about to change, in this transaction.
-- Always one row: their new version.
SELECT stream.bump_rules()
