using Manidala.Engine.Catalog;
using Manidala.Engine.Model;

namespace Manidala.Engine.Feeds;

/// <summary>The view that requests take: rebuilt when the catalogue or the model changes or an item expires, swapped as one reference.</summary>
public sealed class LiveView
{
    private readonly CatalogReplica _catalog;
    private readonly ModelHost _models;
    private readonly TimeProvider _time;
    private readonly Lock _building = new();
    private volatile FeedView _current;

    public LiveView(CatalogReplica catalog, ModelHost models, TimeProvider time)
    {
        _catalog = catalog;
        _models = models;
        _time = time;
        _current = FeedViewBuilder.Build(catalog.Current, models.Current, time.GetUtcNow());
    }

    public FeedView Current => _current;

    /// <summary>Brings the view up to date; cheap where nothing changed. Followers call it after they applied a change and on their ticks.</summary>
    public void Refresh()
    {
        lock (_building)
        {
            DateTimeOffset now = _time.GetUtcNow();
            FeedView view = _current;
            if (view.Catalog != _catalog.Current || view.Model != _models.Current || view.NextExpiry <= now)
            {
                _current = FeedViewBuilder.Build(_catalog.Current, _models.Current, now);
            }
        }
    }
}
