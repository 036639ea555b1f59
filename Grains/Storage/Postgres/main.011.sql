-- readable-from: 10
-- Business rules of feeds that were made while servers ran; the others are in their configuration. In the order of bytes, as their names are ordered there.
CREATE TABLE feed_rule (
    name text COLLATE "C" PRIMARY KEY,
    rule text NOT NULL
);
