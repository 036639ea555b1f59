using System.Collections.Immutable;
using Manidala.Engine.Feeds;
using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;
using Orleans.Concurrency;

namespace Manidala.Grains.Users;

/// <summary>Folds what comes with a call into a session that ends with it.</summary>
[StatelessWorker]
internal sealed class PassingSessionGrain(UserGrainServices services) : Grain, IPassingSessionGrain
{
    // Whose encoder's state begins with the user's id begins as for this one.
    private const string Nobody = "";

    public async Task<Feed> GetFeed(ImmutableArray<NewInteraction> interactions, FeedQuery query, CancellationToken cancellationToken)
    {
        var empty = new UserSession(services.SessionOptions.Value);
        Interaction[] mapped = interactions.IsEmpty ? [] : ContractMapping.ToInteractions(Nobody, interactions, services.Types);
        var replay = new SessionReplay(Nobody, empty, new SessionStepper(Nobody, empty, services.Views, services.Stepper, services.Metrics), services);
        UserSession session = replay.CopyWith(mapped);
        (FeedView view, bool isCurrent) = await new SessionStepper(Nobody, session, services.Views, services.Stepper, services.Metrics).CatchUpAsync();
        FeedPlan plan = services.Feeds.Plan(query, view);
        return services.Feeds.Assemble(Nobody, query, plan, view, session, isCurrent, device: null) with { Sequence = 0 };
    }
}
