-- The live generations get the indexes that schemas/projections gives new ones: a book in its order, 首问 apart from
-- 转入, and a unit's days.  In a new database there is no generation yet, and nothing to do.
-- Locks: SHARE on section_row and master_row while their indexes are made: consumers wait, readers do not.  On
-- 1,000,000 cases: some seconds.

SET LOCAL ROLE shouwen_rebuild;

DO $$
DECLARE
    place text;
BEGIN
    FOR place IN
        SELECT format('%I', projection || '_g' || number) FROM stream.generation
        WHERE projection = 'section_ledger' AND state = 'live'
    LOOP
        EXECUTE format('DROP INDEX %s.section_row_book_index', place);
        EXECUTE format('CREATE INDEX section_row_book_index ON %s.section_row '
                       '(unit, book_year, section, entry, came_in_at)', place);
        EXECUTE format('CREATE INDEX section_row_day_index ON %s.section_row '
                       '(unit, ((came_in_at AT TIME ZONE ''Asia/Shanghai'')::date))', place);
    END LOOP;
    FOR place IN
        SELECT format('%I', projection || '_g' || number) FROM stream.generation
        WHERE projection = 'master_ledger' AND state = 'live'
    LOOP
        EXECUTE format('CREATE INDEX master_row_day_index ON %s.master_row '
                       '(unit, ((came_in_at AT TIME ZONE ''Asia/Shanghai'')::date))', place);
    END LOOP;
END
$$;
