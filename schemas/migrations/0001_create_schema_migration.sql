-- schema_migration: which migrations this database has, and the digest of each file as it was applied, so that
-- a changed one is refused.  Its reader finds no table before this file has run.
-- Locks: none but on what it makes.  On a full table: does not apply.

REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE TABLE public.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT schema_migration_key PRIMARY KEY (number),
    CONSTRAINT schema_migration_name_once UNIQUE (name),
    CONSTRAINT schema_migration_sha256_hex CHECK (sha256 ~ '^[0-9a-f]{64}$')
);

COMMENT ON TABLE public.schema_migration IS 'written by shouwen-admin migrate';
