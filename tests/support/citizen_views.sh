# shellcheck shell=bash
# citizen_views.sh -- stands in for what shouwen-citizen-register provides (sourced by bash after stack.sh).
#
#   citizen_views          book.citizen, book.citizen_text and citizen.reveal() upon two plain tables
#                          citizen.said_record and citizen.said_text, which a test fills by SQL

citizen_views() {
    sql "CREATE TABLE citizen.said_record (case_id uuid, name text, contact text, address text DEFAULT '',
             id_number text DEFAULT '');
         CREATE TABLE citizen.said_text (case_id uuid, event_id uuid, field text, text text);
         CREATE TABLE citizen.said_access (case_id uuid, reason text, role text, at timestamptz DEFAULT now());
         CREATE INDEX ON citizen.said_record (case_id);
         CREATE INDEX ON citizen.said_text (case_id, event_id);
         CREATE VIEW book.citizen AS
             SELECT case_id, left(name, 1) || repeat('*', length(name) - 1) AS name,
                 left(contact, 3) || '****' || right(contact, 4) AS contact, ''::text AS address, ''::text AS id_number
             FROM citizen.said_record;
         CREATE VIEW book.citizen_text AS
             SELECT case_id, event_id, field, regexp_replace(text, '[0-9]{7,}', '****', 'g') AS text
             FROM citizen.said_text;
         CREATE FUNCTION citizen.reveal(wanted uuid, why text)
         RETURNS TABLE (event_id uuid, field text, value text) LANGUAGE sql SECURITY DEFINER
         BEGIN ATOMIC
             INSERT INTO citizen.said_access (case_id, reason, role) VALUES (wanted, why, session_user);
             SELECT NULL::uuid, v.field, v.value FROM citizen.said_record AS r,
                 LATERAL (VALUES ('name', r.name), ('contact', r.contact)) AS v (field, value)
             WHERE r.case_id = wanted
             UNION ALL SELECT t.event_id, t.field, t.text FROM citizen.said_text AS t WHERE t.case_id = wanted;
         END;
         REVOKE EXECUTE ON FUNCTION citizen.reveal(uuid, text) FROM PUBLIC;
         GRANT EXECUTE ON FUNCTION citizen.reveal(uuid, text) TO citizen_reader;
         GRANT SELECT ON book.citizen, book.citizen_text TO shouwen_section_ledger, shouwen_master_ledger"
}
