-- Words by which a person sorts runs, and how many validation images the error rate was measured on (for its interval).
ALTER TABLE runs ADD COLUMN tags TEXT NOT NULL DEFAULT '';
-- ;;
ALTER TABLE runs ADD COLUMN valid_images INTEGER NOT NULL DEFAULT 0;
-- ;;
UPDATE runs SET valid_images = (SELECT count(*) FROM run_images WHERE run_id = runs.id AND split = 2);
