-- readable-from: 6
-- The oldest schema that a program has to know to live with this one, so that silos of two builds may run beside each other; null for no older one.
ALTER TABLE manidala_schema ADD COLUMN readable_from integer;
