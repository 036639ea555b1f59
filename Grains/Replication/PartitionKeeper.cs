using Manidala.Storage;
using Microsoft.Extensions.Logging;

namespace Manidala.Grains.Replication;

/// <summary>Sees to it that the journal has partitions for the time to come: makes them where this silo's role may, and says where nobody does.</summary>
internal sealed partial class PartitionKeeper(ManidalaDatabase database, TimeProvider time, ILogger<PartitionKeeper> logger)
    : PollingService(Interval, time, logger)
{
    // They are made weeks ahead; this is how soon a warning comes, and how soon it goes.
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly ILogger<PartitionKeeper> _log = logger;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (database.Partitions is { } partitions && await partitions.KeepAheadAsync(cancellationToken) is { Made: > 0 } coverage)
        {
            LogMade(coverage.Made, coverage.End);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Partitions} partitions of the journal were made; they reach to {End:u}")]
    private partial void LogMade(int partitions, DateTimeOffset? end);
}
