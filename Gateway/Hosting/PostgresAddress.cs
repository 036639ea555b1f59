using System.Globalization;
using Npgsql;

namespace Manidala.Gateway.Hosting;

/// <summary>Where the cluster's database is, from the names that platforms inject.</summary>
internal static class PostgresAddress
{
    private const int DefaultPort = 5432;

    /// <summary>An Npgsql connection string out of <c>DATABASE_URL</c> or <c>PGHOST</c> and its kin; null where neither is set.</summary>
    public static string? Find(IConfiguration configuration)
    {
        string? url = configuration["DATABASE_URL"];
        var address = !string.IsNullOrEmpty(url) ? FromUrl(url)
            : !string.IsNullOrEmpty(configuration["PGHOST"]) ? FromNames(configuration)
            : null;
        if (address is null)
        {
            return null;
        }

        // The gateway only reads the list of silos, now and then.
        address.MaxPoolSize = 4;
        return address.ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        // The text itself stays out of the message: it holds a password.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql") || url.Host.Length == 0)
        {
            throw new InvalidOperationException("DATABASE_URL is not an address of PostgreSQL; allowed: postgres://user:password@host:port/database.");
        }

        string[] user = url.UserInfo.Split(':', 2);
        var address = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : DefaultPort,
            Database = Decoded(url.AbsolutePath.TrimStart('/')),
            Username = Decoded(user[0]),
            Password = user.Length > 1 ? Decoded(user[1]) : null,
        };
        foreach (string pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            if (parts is ["sslmode", var mode])
            {
                address.SslMode = ParseSslMode(mode);
            }
        }

        return address;
    }

    private static NpgsqlConnectionStringBuilder FromNames(IConfiguration names)
    {
        string? port = names["PGPORT"];
        var address = new NpgsqlConnectionStringBuilder
        {
            Host = names["PGHOST"],
            Port = string.IsNullOrEmpty(port) ? DefaultPort : ParsePort(port),
            Database = names["PGDATABASE"],
            Username = names["PGUSER"],
            Password = names["PGPASSWORD"],
        };
        if (names["PGSSLMODE"] is { Length: > 0 } mode)
        {
            address.SslMode = ParseSslMode(mode);
        }

        return address;
    }

    private static string? Decoded(string text) => text.Length == 0 ? null : Uri.UnescapeDataString(text);

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= ushort.MaxValue
            ? port
            : throw new InvalidOperationException($"PGPORT is '{text}'; allowed: a number from 1 to {ushort.MaxValue}.");

    // libpq writes verify-ca and verify-full with a hyphen.
    private static SslMode ParseSslMode(string text) =>
        Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out SslMode mode) && Enum.IsDefined(mode)
            ? mode
            : throw new InvalidOperationException(
                $"The sslmode is '{text}'; allowed: disable, allow, prefer, require, verify-ca, verify-full.");
}
