-- search_path set to the live generation until the transaction ends.
-- $1 text projection
-- Always one row: false when there is none.
SELECT stream.enter_generation($1)
