using Manidala.Storage.Sql;

namespace Manidala.Storage.Rules;

/// <summary>The <c>feed_rule</c> table. Thread-safe.</summary>
internal sealed class RuleStore(SqlDatabase database) : IRuleStore
{
    public Task<bool> PutAsync(StoredRule rule, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        StorableText.Check(rule.Name, nameof(rule.Name));
        StorableText.Check(rule.RuleJson, nameof(rule.RuleJson));
        return database.WriteAsync(
            WriteLock.Rules,
            async connection =>
            {
                long? others = await connection.Command("SELECT COUNT(*) FROM feed_rule WHERE name <> @name", ("name", rule.Name))
                    .ScalarAsync(cancellationToken).ConfigureAwait(false);
                if (others >= most)
                {
                    return false;
                }

                await connection
                    .Command(
                        "INSERT INTO feed_rule (name, rule) VALUES (@name, @rule) ON CONFLICT (name) DO UPDATE SET rule = excluded.rule",
                        ("name", rule.Name), ("rule", rule.RuleJson))
                    .ExecuteAsync(cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        StorableText.Check(name, nameof(name));
        return database.WriteAsync(
            WriteLock.Rules,
            async connection => await connection.Command("DELETE FROM feed_rule WHERE name = @name", ("name", name))
                .ExecuteAsync(cancellationToken).ConfigureAwait(false) > 0,
            cancellationToken);
    }

    public Task<IReadOnlyList<StoredRule>> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<StoredRule>>(
        async connection => await connection.Command("SELECT name, rule FROM feed_rule ORDER BY name")
            .ListAsync(row => new StoredRule(row.GetString(0), row.GetString(1)), cancellationToken).ConfigureAwait(false),
        cancellationToken);
}
