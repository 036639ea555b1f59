-- Keys go into a table of their own, many at a time and in order: two indexes of the interactions cost a commit ten times what the rows did, because each
-- row met another page of each. What interaction_key does not hold yet is above indexed.through, and its keys are kept in memory (SqliteTail).
CREATE TABLE interaction_key (
    user_id TEXT NOT NULL,
    event_key BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (user_id, event_key)
) STRICT, WITHOUT ROWID;

INSERT INTO interaction_key SELECT user_id, event_key, sequence FROM interaction ORDER BY user_id, event_key;

-- One row: up to which sequence the keys are in interaction_key.
CREATE TABLE indexed (
    through INTEGER NOT NULL
) STRICT;

INSERT INTO indexed SELECT COALESCE(MAX(sequence), 0) FROM interaction;

DROP INDEX interaction_event;
DROP INDEX interaction_user;
