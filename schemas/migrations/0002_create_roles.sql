-- Roles: one owner, one a program, and groups for people.  A role belongs to the cluster, so another database
-- may have made it already; that alone is tolerated here, and its rights on this database are granted anew by later files.
-- Passwords are the operator's: ALTER ROLE ... PASSWORD, or certificates.
--   shouwen_owner      owns the durable schemas; nobody logs in as it
--   shouwen_rebuild    owns generations and the views upon them
--   shouwen_projector  what every consumer needs in schema stream; each consumer's role is a member
--   the others         log in, or (people's) are granted to who may be one
-- Locks: rows of pg_authid.  On a full table: does not apply.

DO $$
DECLARE
    role record;
BEGIN
    FOR role IN
        SELECT name, kind
        FROM (VALUES ('shouwen_owner', 'NOLOGIN'),
                     ('shouwen_projector', 'NOLOGIN'),
                     ('shouwen_rebuild', 'LOGIN'),
                     ('shouwen_section_ledger', 'LOGIN'),
                     ('shouwen_master_ledger', 'LOGIN'),
                     ('shouwen_citizen_register', 'LOGIN'),
                     ('shouwen_overdue_alerts', 'LOGIN'),
                     ('shouwen_assessment', 'LOGIN'),
                     ('shouwen_admin', 'LOGIN'),
                     ('analyst', 'NOLOGIN'),
                     ('unit_reader', 'NOLOGIN'),
                     ('section_post', 'NOLOGIN'),
                     ('supervisor', 'NOLOGIN'),
                     ('citizen_reader', 'NOLOGIN')) AS wanted (name, kind)
        WHERE name NOT IN (SELECT rolname FROM pg_roles)
    LOOP
        EXECUTE format('CREATE ROLE %I %s NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS',
                       role.name, role.kind);
    END LOOP;

    FOR role IN
        SELECT given, member
        FROM (VALUES ('shouwen_projector', 'shouwen_rebuild'),
                     ('shouwen_projector', 'shouwen_section_ledger'),
                     ('shouwen_projector', 'shouwen_master_ledger'),
                     ('shouwen_projector', 'shouwen_citizen_register'),
                     ('shouwen_projector', 'shouwen_overdue_alerts'),
                     ('shouwen_projector', 'shouwen_assessment'),
                     -- whoever migrates makes things on behalf of these two (a superuser may anyway)
                     ('shouwen_owner', current_user),
                     ('shouwen_rebuild', current_user)) AS wanted (given, member)
        WHERE NOT pg_has_role(member, given, 'MEMBER')
    LOOP
        EXECUTE format('GRANT %I TO %I', role.given, role.member);
    END LOOP;
END
$$;
