using System.Globalization;
using Npgsql;

namespace Manidala.Storage.Postgres;

/// <summary>
/// Reads <c>postgres://user:password@host:port/database?option=value</c>, every part percent-encoded. By hand and not by <see cref="Uri"/>,
/// which changes the case of hosts, refuses sockets' folders, and quotes what it refuses.
/// </summary>
internal static class PostgresUrl
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    public static bool IsUrl(string value) => Schemes.Any(scheme => value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    public static string Parse(string url, string variable)
    {
        string rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        (rest, string query) = Split(rest, rest.IndexOf('?'));
        (string authority, string database) = Split(rest, rest.IndexOf('/'));
        int at = authority.LastIndexOf('@');
        (string user, string password) = at < 0 ? ("", "") : Split(authority[..at], authority[..at].IndexOf(':'));
        string hostAndPort = authority[(at + 1)..];
        int bracket = hostAndPort.LastIndexOf(']');
        int colon = hostAndPort.LastIndexOf(':');
        (string host, string port) = Split(hostAndPort, colon > bracket ? colon : -1);

        NpgsqlConnectionStringBuilder builder = new();
        Set(host.Trim('[', ']'), variable, "host", value => builder.Host = value);
        Set(user, variable, "user", value => builder.Username = value);
        Set(password, variable, "password", value => builder.Password = value);
        Set(database, variable, "database", value => builder.Database = value);
        Set(port, variable, "port", value => builder.Port = ParsePort(value, variable));
        foreach (string option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            PostgresUrlOptions.Apply(builder, option, variable);
        }

        return string.IsNullOrEmpty(builder.Host)
            ? throw new InvalidDatabaseSettingException(variable, "names no host: postgres://user:password@host:port/database is expected.")
            : builder.ConnectionString;
    }

    public static int ParsePort(string value, string variable) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            ? port
            : throw new InvalidDatabaseSettingException(variable, "has a port that is not a number from 1 to 65535.");

    public static SslMode ParseSslMode(string value, string variable) => value.ToUpperInvariant() switch
    {
        "DISABLE" => SslMode.Disable,
        "ALLOW" => SslMode.Allow,
        "PREFER" => SslMode.Prefer,
        "REQUIRE" => SslMode.Require,
        "VERIFY-CA" => SslMode.VerifyCA,
        "VERIFY-FULL" => SslMode.VerifyFull,
        _ => throw new InvalidDatabaseSettingException(
            variable, "has an SSL mode other than disable, allow, prefer, require, verify-ca and verify-full."),
    };

    /// <summary>Undoes percent-encoding; a malformed escape is an error, because a password would be silently wrong.</summary>
    public static string Decode(string value, string variable, string part)
    {
        for (int i = value.IndexOf('%'); i >= 0; i = value.IndexOf('%', i + 1))
        {
            if (i + 2 >= value.Length || !char.IsAsciiHexDigit(value[i + 1]) || !char.IsAsciiHexDigit(value[i + 2]))
            {
                throw new InvalidDatabaseSettingException(variable, $"has a '%' in its {part} that two hexadecimal digits do not follow; write %25 for it.");
            }
        }

        return Uri.UnescapeDataString(value);
    }

    private static void Set(string value, string variable, string part, Action<string> set)
    {
        if (value.Length > 0)
        {
            set(Decode(value, variable, part));
        }
    }

    private static (string Before, string After) Split(string text, int at) => at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
}
