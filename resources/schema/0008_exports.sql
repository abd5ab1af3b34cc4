-- What was written for other programs, and what its check found.

-- format: 'bundle', 'onnx', 'torchscript', 'weights'. sha256: of the file; of a folder, of its SHA256SUMS.
CREATE TABLE exports (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id             INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    at                 INTEGER NOT NULL,
    format             TEXT NOT NULL,
    path               TEXT NOT NULL,
    bytes              INTEGER NOT NULL,
    sha256             TEXT NOT NULL,
    images             INTEGER NOT NULL,
    largest_difference REAL NOT NULL,
    changed_decisions  INTEGER NOT NULL
) STRICT;
-- ;;
CREATE INDEX exports_by_run ON exports (run_id);
