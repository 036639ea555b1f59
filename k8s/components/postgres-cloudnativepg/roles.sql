-- Who may do what in Manidala's database. By an administrator, once, connected to that database; then give each role a password (\password in psql):
--   psql -d manidala -f docs/postgres/roles.sql
-- The owner makes and migrates the schema (./manidala schema), and no process that serves runs as it. Silos and the trainer run as the service, gateways as
-- manidala_gateway, which sees who is in the cluster and nothing else.
CREATE ROLE manidala_owner LOGIN NOINHERIT;
CREATE ROLE manidala_service LOGIN NOINHERIT;
CREATE ROLE manidala_gateway LOGIN NOINHERIT;

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO manidala_owner, manidala_service, manidala_gateway', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO manidala_owner;
GRANT USAGE ON SCHEMA public TO manidala_service, manidala_gateway;

-- Holds for what the owner will make, in this version and in later ones.
ALTER DEFAULT PRIVILEGES FOR ROLE manidala_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO manidala_service;
ALTER DEFAULT PRIVILEGES FOR ROLE manidala_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO manidala_service;
