-- book: views upon the live generations, which is all that readers see; a swap of generations replaces them.
-- Locks: none but on what it makes.  On a full table: does not apply.

CREATE SCHEMA book AUTHORIZATION shouwen_rebuild;
COMMENT ON SCHEMA book IS 'views upon the live generations; made by shouwen-admin migrate from schemas/views';
