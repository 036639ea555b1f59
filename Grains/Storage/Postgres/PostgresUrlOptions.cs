using System.Globalization;
using Npgsql;

namespace Manidala.Storage.Postgres;

/// <summary>The options after a URL's question mark: libpq's names, and any keyword of Npgsql's connection strings.</summary>
internal static class PostgresUrlOptions
{
    public static void Apply(NpgsqlConnectionStringBuilder builder, string option, string variable)
    {
        int equals = option.IndexOf('=');
        string name = equals < 0 ? option : option[..equals];
        name = PostgresUrl.Decode(name, variable, "options");
        string value = equals < 0 ? "" : PostgresUrl.Decode(option[(equals + 1)..], variable, "options");
        try
        {
            Apply(builder, name, value, variable);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException or OverflowException)
        {
            // Neither the value nor the inner message, which quotes it: an option can be a password.
            throw new InvalidDatabaseSettingException(variable, $"has the option '{name}', which is unknown or has a value that it cannot take.");
        }
    }

    private static void Apply(NpgsqlConnectionStringBuilder builder, string name, string value, string variable)
    {
        switch (name.ToLowerInvariant())
        {
            case "sslmode":
                builder.SslMode = PostgresUrl.ParseSslMode(value, variable);
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "sslcert":
                builder.SslCertificate = value;
                break;
            case "sslkey":
                builder.SslKey = value;
                break;
            case "connect_timeout":
                builder.Timeout = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
                break;
            case "application_name":
                builder.ApplicationName = value;
                break;
            case "channel_binding":
                builder.ChannelBinding = Enum.Parse<ChannelBinding>(value, ignoreCase: true);
                break;
            case "user":
                builder.Username = value;
                break;
            case "dbname":
                builder.Database = value;
                break;
            default:
                builder[name] = value;
                break;
        }
    }
}
