using Npgsql;

namespace Manidala.Storage.Tests.Environment;

public sealed class DatabaseOptionsTests
{
    [Fact]
    public void FromEnvironment_NothingSet_IsSqlite()
    {
        DatabaseOptions options = Read();

        Assert.Null(options.PostgresConnectionString);
        Assert.Equal("folder", options.DataDirectory);
    }

    [Theory]
    [InlineData(null, JournalPeriod.Month)]
    [InlineData("month", JournalPeriod.Month)]
    [InlineData("week", JournalPeriod.Week)]
    [InlineData("day", JournalPeriod.Day)]
    public void FromEnvironment_PartitionsOfTheJournal_AreUnderstood(string? value, JournalPeriod period) =>
        Assert.Equal(period, DatabaseOptions.FromEnvironment("folder", name => name == "JOURNAL_PARTITIONS" ? value : null).JournalPeriod);

    [Theory]
    [InlineData("year")]
    [InlineData("Day")]
    public void FromEnvironment_PartitionsOfNoKnownLength_AreRefusedByName(string value)
    {
        InvalidDatabaseSettingException refused = Assert.Throws<InvalidDatabaseSettingException>(() => Read(("JOURNAL_PARTITIONS", value)));

        Assert.Equal($"JOURNAL_PARTITIONS is \"{value}\"; allowed: day, week, month.", refused.Message);
    }

    [Theory]
    [InlineData("postgres://ann:p%40s%2Fs%25@db.example:6543/shop", "db.example", 6543, "ann", "p@s/s%", "shop")]
    [InlineData("postgresql://ann@Db.Example/shop", "Db.Example", 5432, "ann", null, "shop")]
    [InlineData("POSTGRES://db", "db", 5432, null, null, null)]
    [InlineData("postgres://a%3Ab:c:d@[::1]:7777/x%20y", "::1", 7777, "a:b", "c:d", "x y")]
    [InlineData("postgres://ann:a@b@db/shop", "db", 5432, "ann", "a@b", "shop")]
    [InlineData("postgres:///shop?host=%2Frun%2Fpg&user=ann&password=x", "/run/pg", 5432, "ann", "x", "shop")]
    [InlineData("Host=db;Port=1;Username=ann;Password=x;Database=shop", "db", 1, "ann", "x", "shop")]
    public void FromEnvironment_DatabaseUrl_IsUnderstood(string url, string host, int port, string? user, string? password, string? database)
    {
        NpgsqlConnectionStringBuilder settings = new(Read(("DATABASE_URL", url)).PostgresConnectionString);

        Assert.Equal((host, port, user, password, database), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database));
    }

    [Fact]
    public void FromEnvironment_OptionsOfTheUrl_AreUnderstood()
    {
        const string Url = "postgres://db/x?sslmode=verify-full&connect_timeout=7&application_name=a%20b&channel_binding=require&Maximum%20Pool%20Size=3";

        NpgsqlConnectionStringBuilder settings = new(Read(("DATABASE_URL", Url)).PostgresConnectionString);

        Assert.Equal(
            (SslMode.VerifyFull, 7, "a b", ChannelBinding.Require, 3),
            (settings.SslMode, settings.Timeout, settings.ApplicationName, settings.ChannelBinding, settings.MaxPoolSize));
    }

    [Fact]
    public void FromEnvironment_Parts_AreUnderstood()
    {
        NpgsqlConnectionStringBuilder settings = new(
            Read(("PGHOST", "db"), ("PGPORT", "99"), ("PGUSER", "ann"), ("PGPASSWORD", "a;b='c"), ("PGDATABASE", "shop"), ("PGSSLMODE", "require"))
                .PostgresConnectionString);

        Assert.Equal(
            ("db", 99, "ann", "a;b='c", "shop", SslMode.Require),
            (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database, settings.SslMode));
    }

    [Fact]
    public void FromEnvironment_UrlAndParts_TakesTheUrl()
    {
        NpgsqlConnectionStringBuilder settings = new(Read(("DATABASE_URL", "postgres://url"), ("PGHOST", "part")).PostgresConnectionString);

        Assert.Equal("url", settings.Host);
    }

    [Theory]
    [InlineData("DATABASE_URL", "postgres://ann:hunter2@/shop")]
    [InlineData("DATABASE_URL", "postgres://ann:hunter2@db:port/shop")]
    [InlineData("DATABASE_URL", "postgres://ann:hunter2/x@db/shop")]
    [InlineData("DATABASE_URL", "postgres://ann:hunter2%zz@db/shop")]
    [InlineData("DATABASE_URL", "postgres://ann:hunter2@db:70000/shop")]
    [InlineData("DATABASE_URL", "postgres://db/shop?sslpassword=hunter2&nonsense=hunter2")]
    [InlineData("DATABASE_URL", "postgres://ann:hunter2@db/shop?sslmode=hunter2")]
    [InlineData("DATABASE_URL", "postgres://db/shop?connect_timeout=hunter2")]
    [InlineData("DATABASE_URL", "mysql://ann:hunter2@db/shop")]
    [InlineData("DATABASE_URL", "Password=hunter2")]
    [InlineData("DATABASE_URL", "Host=db;Port=hunter2")]
    public void FromEnvironment_Nonsense_NamesTheVariableAndNoPassword(string variable, string value)
    {
        InvalidDatabaseSettingException error = Assert.Throws<InvalidDatabaseSettingException>(() => Read((variable, value)));

        Assert.StartsWith(variable, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PGPORT", "x")]
    [InlineData("PGSSLMODE", "x")]
    public void FromEnvironment_NonsensePart_NamesTheVariable(string variable, string value)
    {
        InvalidDatabaseSettingException error = Assert.Throws<InvalidDatabaseSettingException>(() => Read(("PGHOST", "db"), (variable, value)));

        Assert.Equal(variable, error.Setting);
    }

    private static DatabaseOptions Read(params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        return DatabaseOptions.FromEnvironment("folder", environment.GetValueOrDefault);
    }
}
