using Manidala.Grains.Models;
using Manidala.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Replication;

/// <summary>Removes uploads to which nothing was added for their lifetime.</summary>
internal sealed partial class UploadSweeper(
    IModelUploads uploads, IOptions<ModelUploadOptions> options, TimeProvider time, ILogger<UploadSweeper> logger)
    : PollingService(options.Value.SweepInterval, time, logger)
{
    private readonly TimeProvider _time = time;
    private readonly ILogger<UploadSweeper> _log = logger;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        int removed = await uploads.DeleteUntouchedSinceAsync(_time.GetUtcNow() - options.Value.Lifetime, cancellationToken);
        if (removed > 0)
        {
            LogRemoved(removed, options.Value.Lifetime);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Uploads} unfinished model uploads were removed after {Lifetime} without a part")]
    private partial void LogRemoved(int uploads, TimeSpan lifetime);
}
