-- No views are there any longer.
-- As many rows as there were files.
DELETE FROM stream.view_file
