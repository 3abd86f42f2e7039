-- projection: citizen_register
--
-- Personal data twice.  Schema citizen has it as it is, for the register itself and for citizen.reveal(), which is
-- the only door for people.  Schema book has it masked, for whoever may read the books.
CREATE OR REPLACE VIEW citizen.record AS
SELECT case_id, name, contact, address, id_number
FROM citizen_row;

COMMENT ON VIEW citizen.record IS 'who asked, unmasked: people go through citizen.reveal(), which is logged';
GRANT SELECT ON citizen.record TO shouwen_owner, shouwen_citizen_register;

CREATE OR REPLACE VIEW citizen.text AS
SELECT case_id, event_id, field, text
FROM text_row;

COMMENT ON VIEW citizen.text IS 'free texts, unmasked: people go through citizen.reveal(), which is logged';
GRANT SELECT ON citizen.text TO shouwen_owner, shouwen_citizen_register;

CREATE OR REPLACE VIEW citizen.erasure AS
SELECT case_id, erased_at
FROM erasure_row;

COMMENT ON VIEW citizen.erasure IS 'whose data was erased, and when last: what was recorded until then is dropped';
GRANT SELECT ON citizen.erasure TO shouwen_owner, shouwen_citizen_register;

CREATE OR REPLACE VIEW book.citizen AS
SELECT
    case_id,
    citizen.mask_name(name) AS name,
    citizen.mask_contact(contact) AS contact,
    citizen.mask_address(address) AS address,
    citizen.mask_id_number(id_number) AS id_number
FROM citizen_row;

COMMENT ON VIEW book.citizen IS '服务对象: who asked, masked';
COMMENT ON COLUMN book.citizen.case_id IS 'the case, as in the ledgers';
COMMENT ON COLUMN book.citizen.name IS '服务对象, as 张*';
COMMENT ON COLUMN book.citizen.contact IS '联系方式, as 138****1234';
COMMENT ON COLUMN book.citizen.address IS '地址, down to district, town or street';
COMMENT ON COLUMN book.citizen.id_number IS '证件号码, as 510***********123X';
GRANT SELECT ON book.citizen
    TO analyst, unit_reader, section_post, supervisor, shouwen_section_ledger, shouwen_master_ledger;

CREATE OR REPLACE VIEW book.citizen_text AS
SELECT
    case_id,
    event_id,
    field,
    citizen.mask_text(text) AS text
FROM text_row;

COMMENT ON VIEW book.citizen_text IS 'free texts: that there is one, and how long; the words are withheld';
COMMENT ON COLUMN book.citizen_text.case_id IS 'the case, as in the ledgers';
COMMENT ON COLUMN book.citizen_text.event_id IS 'whose text it is';
COMMENT ON COLUMN book.citizen_text.field IS
    'content, channel, category, note, reason, result, opinion, remark, rating or finding';
COMMENT ON COLUMN book.citizen_text.text IS 'as ‹已屏蔽 123 字›: names in free text cannot be found by pattern';
GRANT SELECT ON book.citizen_text
    TO analyst, unit_reader, section_post, supervisor, shouwen_section_ledger, shouwen_master_ledger;
