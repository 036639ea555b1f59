using Manidala.Engine.Feeds;
using Microsoft.Extensions.Logging;

namespace Manidala.Grains.Replication;

/// <summary>
/// Does in the background what new items need and feeds should not wait for: encodes many of them, and builds the index anew with them. Runs when there is work;
/// the interval only tries again what failed.
/// </summary>
internal sealed class NewItemsWorker : PollingService
{
    private readonly NewItems _items;
    private readonly LiveView _views;

    public NewItemsWorker(NewItems items, LiveView views, TimeProvider time, ILogger<NewItemsWorker> logger)
        : base(TimeSpan.FromSeconds(10), time, logger)
    {
        _items = items;
        _views = views;
        items.WorkArrived += Wake;
    }

    // A process that stops does not wait for an index.
    protected override Task RunOnceAsync(CancellationToken cancellationToken) =>
        _items.HasWork ? LowPriorityThread.RunAsync("new items", WorkOff).WaitAsync(cancellationToken) : Task.CompletedTask;

    private void WorkOff()
    {
        while (_items.Work())
        {
            _views.Refresh();
        }
    }
}
