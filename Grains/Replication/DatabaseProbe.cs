using Manidala.Storage;
using Microsoft.Extensions.Logging;

namespace Manidala.Grains.Replication;

/// <summary>Asks the database every second whether it is there.</summary>
internal sealed class DatabaseProbe(ManidalaDatabase database, TimeProvider time, ILogger<DatabaseProbe> logger)
    : PollingService(TimeSpan.FromSeconds(1), time, logger)
{
    public string Description => database.Description;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => database.PingAsync(cancellationToken);
}
