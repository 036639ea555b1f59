-- AUTOINCREMENT: after the newest rows are erased their numbers are not given out again, so a follower stays right.
CREATE TABLE interaction (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id TEXT NOT NULL,
    event_key BLOB NOT NULL,
    item_id TEXT NOT NULL,
    type TEXT NOT NULL,
    value REAL NOT NULL,
    happened_ms INTEGER NOT NULL,
    recorded_ms INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX interaction_event ON interaction (user_id, event_key);

-- SQLite ends every index entry with the row's number, so this is (user_id, sequence).
CREATE INDEX interaction_user ON interaction (user_id);

-- That somebody was erased, and nothing of whom.
CREATE TABLE erasure (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    erased_ms INTEGER NOT NULL,
    interactions INTEGER NOT NULL
) STRICT;

CREATE TABLE item (
    ordinal INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    categories TEXT NOT NULL,
    attributes TEXT NOT NULL,
    is_hidden INTEGER NOT NULL,
    timestamp_ms INTEGER NOT NULL,
    expires_ms INTEGER,
    is_deleted INTEGER NOT NULL,
    change_sequence INTEGER NOT NULL UNIQUE
) STRICT;

CREATE TABLE model (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    version TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    manifest TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    published_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE model_file (
    version TEXT NOT NULL REFERENCES model (version),
    name TEXT NOT NULL,
    chunk INTEGER NOT NULL,
    file_bytes INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (version, name, chunk)
) STRICT;

-- The active model is that of the newest activation that was not rolled back.
CREATE TABLE model_activation (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    version TEXT NOT NULL REFERENCES model (version),
    activated_ms INTEGER NOT NULL,
    rolled_back_ms INTEGER
) STRICT;
