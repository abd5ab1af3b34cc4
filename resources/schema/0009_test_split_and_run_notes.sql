-- A third part of the split, and what a person says of a run.

-- split: 0 none, 1 training, 2 validation, 3 test. A column's check cannot be changed, so the column is made anew. Programs that know
-- only two parts would train on the test images: they may not open the project.
ALTER TABLE images ADD COLUMN part INTEGER NOT NULL DEFAULT 0 CHECK (part BETWEEN 0 AND 3);
-- ;;
UPDATE images SET part = split;
-- ;;
ALTER TABLE images DROP COLUMN split;
-- ;;
ALTER TABLE images RENAME COLUMN part TO split;
-- ;;
UPDATE meta SET value = '9' WHERE key = 'min_app_schema';
-- ;;
ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE runs ADD COLUMN trashed INTEGER NOT NULL DEFAULT 0 CHECK (trashed IN (0, 1));
