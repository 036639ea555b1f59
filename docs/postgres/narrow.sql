-- By the owner, once the schema is there. Which version it has and what Orleans runs are the owner's to say.
REVOKE INSERT, UPDATE, DELETE ON manidala_schema, OrleansQuery FROM manidala_service;
GRANT SELECT ON OrleansQuery, OrleansMembershipTable, OrleansMembershipVersionTable TO manidala_gateway;
