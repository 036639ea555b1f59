-- By the owner, once the schema is there. Which version it has, what Orleans runs and which journal it is are the owner's to say.
REVOKE INSERT, UPDATE, DELETE ON manidala_schema, OrleansQuery, journal FROM manidala_service;
GRANT SELECT ON OrleansQuery, OrleansMembershipTable, OrleansMembershipVersionTable TO manidala_gateway;
