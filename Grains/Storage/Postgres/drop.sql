-- Before a backup is put in their place, in the same transaction. The journal's partitions go with it.
DROP TABLE IF EXISTS interaction, interaction_before, interaction_key, journal, erasure, item, model, model_file, model_activation, model_upload, model_upload_part, profile, feedback, feed_rule,
    OrleansQuery, OrleansStorage, OrleansMembershipTable, OrleansMembershipVersionTable, manidala_schema CASCADE;
DROP FUNCTION IF EXISTS interaction_key_added(), interaction_key_removed();
