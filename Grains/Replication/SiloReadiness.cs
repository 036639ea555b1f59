using System.Collections.Immutable;
using Manidala.Engine.Catalog;
using Manidala.Engine.Model;
using Manidala.Grains.Interfaces;
using Manidala.Storage;

namespace Manidala.Grains.Replication;

/// <summary>Whether this silo can serve: its replicas are filled and its database answers.</summary>
internal sealed class SiloReadiness(
    CatalogFollower catalogFollower,
    ModelFollower modelFollower,
    TrendingFollower trendingFollower,
    DatabaseProbe database,
    ManidalaDatabase journal,
    CatalogReplica catalog,
    ModelHost models) : ISiloReadiness
{
    public Task FirstReady => Task.WhenAll(
        database.FirstSuccess, catalogFollower.FirstSuccess, modelFollower.FirstSuccess, trendingFollower.FirstSuccess);

    public HealthReport Report()
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        Check(problems, "The database does not answer", database.Problem);
        Check(problems, "The journal cannot be written", journal.JournalProblem);
        Check(problems, "The catalogue cannot be followed", catalogFollower.Problem);
        Check(problems, "Trending items cannot be followed", trendingFollower.Problem);

        // A model that cannot be loaded is a problem only where no other one serves meanwhile.
        Check(problems, "No model serves", models.Current is null ? modelFollower.Problem : null);
        return new HealthReport(
            problems.Count == 0, models.Current?.Version, catalog.Current.ItemCount, database.Description, problems.ToImmutable());
    }

    private static void Check(ImmutableArray<string>.Builder problems, string what, string? problem)
    {
        if (problem is not null)
        {
            problems.Add($"{what}: {problem}");
        }
    }
}
