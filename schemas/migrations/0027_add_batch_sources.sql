-- Sources whose books are imported in batches, as each rung names them: it waits for their next import.
-- Locks: policy.rung, for a moment.  On a full table: nothing is rewritten.

SET LOCAL ROLE shouwen_owner;

ALTER TABLE policy.rung ADD COLUMN batch_sources text NOT NULL DEFAULT '';
ALTER TABLE policy.rung ALTER COLUMN batch_sources DROP DEFAULT;
COMMENT ON COLUMN policy.rung.batch_sources IS
    'sources that import in batches: of their matters it waits until an import covers the due time, at most 5 working days';
