-- Bundles on their way here, in parts. Kept in the database so that any gateway and any silo can go on with one, also after a restart.
CREATE TABLE model_upload (
    id text PRIMARY KEY,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    received bigint NOT NULL,
    touched_ms bigint NOT NULL
);

CREATE TABLE model_upload_part (
    id text NOT NULL REFERENCES model_upload (id),
    position bigint NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (id, position)
);

ALTER TABLE model_upload_part ALTER COLUMN content SET STORAGE EXTERNAL;
