-- With what folding needs in it, a user's history is read from the index alone, where its rows are on as many pages as they are.
CREATE INDEX interaction_history ON interaction (user_id, sequence) INCLUDE (item_id, type, happened_ms, value);
DROP INDEX interaction_user;
