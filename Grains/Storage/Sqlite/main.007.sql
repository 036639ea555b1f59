-- Business rules of feeds that were made while servers ran; the others are in their configuration.
CREATE TABLE feed_rule (
    name TEXT PRIMARY KEY,
    rule TEXT NOT NULL
) STRICT, WITHOUT ROWID;
