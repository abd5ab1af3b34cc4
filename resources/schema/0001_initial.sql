-- The first schema. Times are milliseconds since 1970, UTC. Statements are separated by the marker lines.

-- min_app_schema: the oldest schema version whose programs may still open this database.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- ;;
INSERT INTO meta (key, value) VALUES ('min_app_schema', '1');
-- ;;
CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- ;;
-- name_key is the case-folded name: SQLite's own NOCASE knows ASCII only.
CREATE TABLE classes (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL
) STRICT;
-- ;;
-- path: relative to the project's folder for pictures inside it, absolute for linked ones.
-- split: 0 none, 1 training, 2 validation. The last four columns say where a picture was collected.
CREATE TABLE images (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    path       TEXT NOT NULL UNIQUE,
    sha256     BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    bytes      INTEGER NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    format     TEXT NOT NULL,
    split      INTEGER NOT NULL DEFAULT 0 CHECK (split BETWEEN 0 AND 2),
    trashed    INTEGER NOT NULL DEFAULT 0 CHECK (trashed IN (0, 1)),
    added_at   INTEGER NOT NULL,
    source_url TEXT,
    page_url   TEXT,
    author     TEXT,
    licence    TEXT
) STRICT;
-- ;;
CREATE TABLE labels (
    image_id INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
    class_id INTEGER NOT NULL REFERENCES classes (id) ON DELETE CASCADE
) STRICT;
-- ;;
CREATE INDEX labels_by_class ON labels (class_id);
-- ;;
-- One row a step of editing, and what it did to each picture. Class ids may be of classes removed since; 0 is none.
CREATE TABLE edits (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    description TEXT NOT NULL
) STRICT;
-- ;;
CREATE TABLE label_events (
    edit_id      INTEGER NOT NULL REFERENCES edits (id) ON DELETE CASCADE,
    image_id     INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    before_class INTEGER NOT NULL,
    after_class  INTEGER NOT NULL,
    PRIMARY KEY (edit_id, image_id)
) STRICT, WITHOUT ROWID;
-- ;;
CREATE INDEX label_events_by_image ON label_events (image_id);
-- ;;
-- state: 0 running, 1 completed, 2 cancelled, 3 failed, 4 interrupted. A number that is NULL is not a number.
CREATE TABLE runs (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    name            TEXT NOT NULL,
    state           INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    arch            TEXT NOT NULL,
    preset          TEXT NOT NULL,
    config          TEXT NOT NULL,
    classes         TEXT NOT NULL,
    setup           TEXT NOT NULL DEFAULT '',
    message         TEXT NOT NULL DEFAULT '',
    started_at      INTEGER NOT NULL,
    seconds         REAL NOT NULL DEFAULT 0,
    epochs          INTEGER NOT NULL DEFAULT 0,
    best_epoch      INTEGER NOT NULL DEFAULT -1,
    best_error_rate REAL DEFAULT 1,
    error_rate      REAL DEFAULT 1,
    valid_loss      REAL DEFAULT 0
) STRICT;
-- ;;
CREATE TABLE epochs (
    run_id            INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch             INTEGER NOT NULL,
    stage             INTEGER NOT NULL,
    stage_name        TEXT NOT NULL,
    train_loss        REAL,
    valid_loss        REAL,
    error_rate        REAL,
    seconds           REAL NOT NULL,
    images_per_second REAL,
    confusion         TEXT NOT NULL,
    best              INTEGER NOT NULL CHECK (best IN (0, 1)),
    PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;
-- ;;
-- What a run learnt from, in its order.
CREATE TABLE run_images (
    id          INTEGER PRIMARY KEY,
    run_id      INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    image_id    INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    class_index INTEGER NOT NULL,
    split       INTEGER NOT NULL CHECK (split IN (1, 2))
) STRICT;
-- ;;
CREATE UNIQUE INDEX run_images_by_run ON run_images (run_id, image_id);
-- ;;
CREATE INDEX run_images_by_image ON run_images (image_id);
-- ;;
-- probabilities: float32, little-endian, one a class.
CREATE TABLE predictions (
    id                 INTEGER PRIMARY KEY,
    run_id             INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    image_id           INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    actual             INTEGER NOT NULL,
    predicted          INTEGER NOT NULL,
    probability        REAL,
    actual_probability REAL,
    loss               REAL,
    probabilities      BLOB NOT NULL
) STRICT;
-- ;;
CREATE UNIQUE INDEX predictions_by_run ON predictions (run_id, image_id);
-- ;;
CREATE INDEX predictions_by_image ON predictions (image_id);
