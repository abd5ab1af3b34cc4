-- Classes whose names differ by case are different classes (genes, codes of species), and files that contradict each other's labels.

-- name_key is the name itself from here on.
UPDATE classes SET name_key = name;
-- ;;
-- image_label: what the image's own file said when the other one, with the same content, said label.
CREATE TABLE label_conflicts (
    image_id    INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    file        TEXT NOT NULL,
    label       TEXT NOT NULL,
    image_label TEXT NOT NULL,
    found_at    INTEGER NOT NULL,
    PRIMARY KEY (image_id, file)
) STRICT, WITHOUT ROWID;
-- ;;
-- Programs before this step would look for case-folded keys and find none.
UPDATE meta SET value = '6' WHERE key = 'min_app_schema';
