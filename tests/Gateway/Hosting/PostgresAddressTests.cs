using Manidala.Gateway.Hosting;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Manidala.Gateway.Tests.Hosting;

public sealed class PostgresAddressTests
{
    [Fact]
    public void Find_Url_DecodesEveryPart()
    {
        var address = Parse(("DATABASE_URL", "postgres://us%40er:p%3Ass%2Fword@db.example:6543/feeds?sslmode=verify-full"));

        Assert.Equal(("db.example", 6543, "feeds"), (address!.Host, address.Port, address.Database));
        Assert.Equal(("us@er", "p:ss/word", SslMode.VerifyFull), (address.Username, address.Password, address.SslMode));
    }

    [Fact]
    public void Find_Names_TakesTheDefaultPort()
    {
        var address = Parse(("PGHOST", "/run/postgres"), ("PGUSER", "u"), ("PGDATABASE", "d"), ("PGPASSWORD", "p;q"));

        Assert.Equal(("/run/postgres", 5432, "d", "u", "p;q"), (address!.Host, address.Port, address.Database, address.Username, address.Password));
    }

    [Fact]
    public void Find_Neither_IsNull() => Assert.Null(Parse());

    [Theory]
    [InlineData("DATABASE_URL", "mysql://u:hidden@h/d")]
    [InlineData("DATABASE_URL", "hidden")]
    [InlineData("DATABASE_URL", "postgres://u:hidden@h/d?sslmode=perhaps")]
    public void Find_BadValue_SaysWhatIsAllowedWithoutThePassword(string name, string value)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Parse((name, value)));

        Assert.Contains("allowed:", error.Message);
        Assert.DoesNotContain("hidden", error.Message);
    }

    [Fact]
    public void Find_BadPort_NamesIt() =>
        Assert.Contains("PGPORT", Assert.Throws<InvalidOperationException>(() => Parse(("PGHOST", "h"), ("PGPORT", "0"))).Message);

    private static NpgsqlConnectionStringBuilder? Parse(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(each => each.Name, each => (string?)each.Value)).Build();
        return PostgresAddress.Find(configuration) is { } text ? new(text) : null;
    }
}
