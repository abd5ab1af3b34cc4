-- What Review keeps.

-- By what a run's logits are divided before they become probabilities, fitted on its validation images; 1 changes nothing.
ALTER TABLE runs ADD COLUMN temperature REAL NOT NULL DEFAULT 1;
-- ;;
-- The class of which a person said that it is right; 0: nobody did. Counts only while it is the label.
ALTER TABLE images ADD COLUMN fine_class INTEGER NOT NULL DEFAULT 0;
