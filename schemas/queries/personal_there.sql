-- Is there what personal data is read through?  Only what is asked for is looked at: to look wants rights too.
-- $1 boolean in the clear
-- One row.
SELECT CASE
    WHEN $1 THEN to_regprocedure('citizen.reveal(uuid, text)') IS NOT NULL
    ELSE to_regclass('book.citizen') IS NOT NULL AND to_regclass('book.citizen_text') IS NOT NULL
END
