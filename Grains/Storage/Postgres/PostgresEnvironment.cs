using Npgsql;

namespace Manidala.Storage.Postgres;

/// <summary>Reads the environment names by which platforms say where PostgreSQL is.</summary>
internal static class PostgresEnvironment
{
    private const string UrlVariable = "DATABASE_URL";

    public static string? ReadConnectionString(Func<string, string?> environment)
    {
        string? url = environment(UrlVariable);
        if (!string.IsNullOrWhiteSpace(url))
        {
            return ReadUrlVariable(url.Trim());
        }

        return string.IsNullOrWhiteSpace(environment("PGHOST")) ? null : ReadParts(environment);
    }

    private static string ReadUrlVariable(string value)
    {
        if (PostgresUrl.IsUrl(value))
        {
            return PostgresUrl.Parse(value, UrlVariable);
        }

        try
        {
            NpgsqlConnectionStringBuilder builder = new(value);
            return string.IsNullOrEmpty(builder.Host)
                ? throw new InvalidDatabaseSettingException(UrlVariable, "names no host.")
                : builder.ConnectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            // The inner message may quote the value, and with it a password.
            throw new InvalidDatabaseSettingException(
                UrlVariable, "is neither a postgres:// URL nor an Npgsql connection string (Host=…;Username=…;Password=…;Database=…).");
        }
    }

    private static string ReadParts(Func<string, string?> environment)
    {
        NpgsqlConnectionStringBuilder builder = new() { Host = environment("PGHOST")!.Trim() };
        if (environment("PGPORT") is { Length: > 0 } port)
        {
            builder.Port = PostgresUrl.ParsePort(port, "PGPORT");
        }

        builder.Username = NullIfEmpty(environment("PGUSER"));
        builder.Password = NullIfEmpty(environment("PGPASSWORD"));
        builder.Database = NullIfEmpty(environment("PGDATABASE"));
        if (environment("PGSSLMODE") is { Length: > 0 } mode)
        {
            builder.SslMode = PostgresUrl.ParseSslMode(mode, "PGSSLMODE");
        }

        return builder.ConnectionString;
    }

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
