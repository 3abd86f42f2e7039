-- The files of a generation: stream.put_files() writes them.
CREATE TABLE case_file (
    subject uuid NOT NULL,
    revision bigint NOT NULL,
    rules_version bigint NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT case_file_pkey PRIMARY KEY (subject)
) WITH (fillfactor = 70);
COMMENT ON TABLE case_file IS
    'The events of every subject (卷宗), packed, and the rules its rows were made with.  Rebuilt by replaying the topics; never edit by hand.';
