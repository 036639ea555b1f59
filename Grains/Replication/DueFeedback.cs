using Manidala.Grains.Interfaces;
using Manidala.Storage;
using Microsoft.Extensions.Logging;

namespace Manidala.Grains.Replication;

/// <summary>Has feedback journaled whose time has come. Every silo does so: the ids are the same, so that it is journaled once.</summary>
internal sealed class DueFeedback(IFeedbackStore store, IGrainFactory grains, TimeProvider time, ILogger<DueFeedback> logger)
    : PollingService(TimeSpan.FromSeconds(1), time, logger)
{
    private const int UsersATurn = 100;

    private readonly TimeProvider _time = time;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> users = await store.ReadDueUsersAsync(_time.GetUtcNow().ToUnixTimeMilliseconds(), UsersATurn, cancellationToken);
        await Task.WhenAll(users.Select(user => grains.GetGrain<IUserGrain>(UserKeys.ToKey(user)).JournalDueFeedback(cancellationToken)));
    }
}
