using Manidala.Engine.Catalog;
using Manidala.Engine.Model;

namespace Manidala.Engine.Feeds;

/// <summary>
/// The view that requests take: rebuilt when the catalogue or the model changes, an item expires, or items that came after the model have got their vectors;
/// swapped as one reference.
/// </summary>
public sealed class LiveView
{
    private readonly CatalogReplica _catalog;
    private readonly ModelHost _models;
    private readonly NewItems _newItems;
    private readonly TimeProvider _time;
    private readonly Lock _building = new();
    private volatile FeedView _current;

    public LiveView(CatalogReplica catalog, ModelHost models, NewItems newItems, TimeProvider time)
    {
        _catalog = catalog;
        _models = models;
        _newItems = newItems;
        _time = time;
        _current = Build(catalog.Current, models.Current, time.GetUtcNow());
    }

    public FeedView Current => _current;

    /// <summary>Brings the view up to date; cheap where nothing changed. Followers call it after they applied a change and on their ticks.</summary>
    public void Refresh()
    {
        lock (_building)
        {
            DateTimeOffset now = _time.GetUtcNow();
            CatalogSnapshot catalog = _catalog.Current;
            LoadedModel? model = _models.Current;
            FeedView view = _current;
            if (view.Catalog != catalog || view.Model != model || view.Delta != _newItems.Follow(catalog, model) || view.NextExpiry <= now)
            {
                _current = Build(catalog, model, now);
            }
        }
    }

    private FeedView Build(CatalogSnapshot catalog, LoadedModel? model, DateTimeOffset now) =>
        FeedViewBuilder.Build(catalog, model, _newItems.Follow(catalog, model), now);
}
