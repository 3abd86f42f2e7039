-- Who reads a mailbox: shouwen-mailbox resolves aliases, asks whether a case is completed and counts what it refuses.
-- Nothing else of the directory, no letters, no books.  The two columns that it asks for are granted where the view is
-- made.
-- Locks: none that anybody waits for.  On a full table: no time.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shouwen_mailbox') THEN
        CREATE ROLE shouwen_mailbox LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    END IF;
END
$$;

SET LOCAL ROLE shouwen_owner;
GRANT USAGE ON SCHEMA directory TO shouwen_mailbox;
GRANT SELECT ON directory.alias TO shouwen_mailbox;
GRANT USAGE ON SCHEMA intake TO shouwen_mailbox;
GRANT SELECT, INSERT, UPDATE ON intake.refusal TO shouwen_mailbox;

SET LOCAL ROLE shouwen_rebuild;
GRANT USAGE ON SCHEMA book TO shouwen_mailbox;
