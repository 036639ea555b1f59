using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Rules;

public sealed class SqliteRuleStoreTests() : RuleStoreTests(new SqliteTestDatabase());

public sealed class PostgresRuleStoreTests(PostgresFixture postgres) : RuleStoreTests(new PostgresTestDatabase(postgres));

public abstract class RuleStoreTests(TestDatabase kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Put_Rules_AreReadByNameReplacedAndDeleted()
    {
        ManidalaDatabase database = await OpenAsync();

        Assert.True(await database.Rules.PutAsync(new("b", "1"), most: 2, Cancelled));
        Assert.True(await database.Rules.PutAsync(new("B", "2"), most: 2, Cancelled));
        Assert.True(await database.Rules.PutAsync(new("b", """{"kind":"pin"}"""), most: 2, Cancelled));

        Assert.Equal([new("B", "2"), new StoredRule("b", """{"kind":"pin"}""")], await database.Rules.ReadAsync(Cancelled));
        Assert.True(await database.Rules.DeleteAsync("B", Cancelled));
        Assert.False(await database.Rules.DeleteAsync("B", Cancelled));
        Assert.Equal(["b"], (await database.Rules.ReadAsync(Cancelled)).Select(rule => rule.Name));
    }

    [Fact]
    public async Task Put_OneMoreThanMayBe_ChangesNothing()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Rules.PutAsync(new("a", "1"), most: 1, Cancelled);

        Assert.False(await database.Rules.PutAsync(new("b", "2"), most: 1, Cancelled));

        Assert.Equal([new StoredRule("a", "1")], await database.Rules.ReadAsync(Cancelled));
    }
}
