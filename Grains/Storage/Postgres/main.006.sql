-- Why a model was taken back by itself; null where somebody rolled back, or nobody did.
ALTER TABLE model_activation ADD COLUMN rejected_for text;
