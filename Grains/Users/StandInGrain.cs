using Manidala.Engine.Feeds;
using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;
using Orleans.Concurrency;

namespace Manidala.Grains.Users;

/// <summary>Serves the feed of somebody who has done nothing, marked as a fallback: needs neither the user's silo nor the database.</summary>
[StatelessWorker]
internal sealed class StandInGrain(UserGrainServices services) : Grain, IStandInGrain
{
    // Never changed.
    private readonly UserSession _nobody = new(services.SessionOptions.Value);

    public Task<Feed> GetFeed(string userId, FeedQuery query, CancellationToken cancellationToken)
    {
        FeedView view = services.Views.Current;
        FeedPlan plan = services.Feeds.Plan(query, view);
        return Task.FromResult(services.Feeds.Assemble(userId, query, plan, view, _nobody, isCurrent: false, device: null));
    }
}
