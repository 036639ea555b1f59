using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Engine.Tests.Support;
using Manidala.Engine.Trending;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Engine.Tests.Feeds;

/// <summary>A catalogue whose ordinals run against the model's rows, a small real model, and a pipeline over both.</summary>
internal sealed class FeedWorld : IDisposable
{
    public const int Items = 40;

    private readonly TestFolder _folder = new();
    private readonly TestMetrics _metrics = new();
    private long _change;

    public FeedWorld(bool withModel = true)
    {
        Catalog.Apply([.. Enumerable.Range(0, Items).Select(ordinal => Put(ordinal, $"item-{Items - 1 - ordinal}"))]);
        if (withModel)
        {
            TestBundle.Write(_folder["bundle"], "test", Items, dimension: 8, seed: 3);
            Models.Switch(LoadedModel.Load(_folder["bundle"], new EncoderOptions()));
        }

        Views = new LiveView(Catalog, Models, Time);
    }

    public CatalogReplica Catalog { get; } = new();

    public ModelHost Models { get; } = new();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(50));

    public LiveView Views { get; }

    public TrendingBoard Trending { get; } = new();

    public UserSession Session { get; } = new(new SessionOptions());

    public void Dispose()
    {
        Models.Current?.Retire();
        _folder.Dispose();
        _metrics.Dispose();
    }

    public CatalogChange Put(int ordinal, string id, bool isHidden = false, DateTimeOffset? expires = null) => new(
        ++_change, ordinal, id, new Item(ordinal, id, id, [ordinal % 2 == 0 ? "even" : "odd"], "{}", isHidden, DateTimeOffset.UnixEpoch.AddDays(ordinal), expires));

    public CatalogChange Delete(int ordinal) => new(++_change, ordinal, Catalog.Current[ordinal]!.Id, null);

    public void Apply(params CatalogChange[] changes)
    {
        Catalog.Apply(changes);
        Views.Refresh();
    }

    /// <summary>Steps the session over an item through the real encoder.</summary>
    public void Like(int ordinal)
    {
        InteractionTypes.Default.TryGet("like", out InteractionType like);
        Session.Apply(new SessionEvent(Session.LastSequence + 1, Catalog.Current[ordinal]!.Id, ordinal, like, 0, 1));
        LoadedModel model = Models.Current!;
        if (Session.Encoder.ModelVersion != model.Version)
        {
            Session.Encoder.StartAnew(Session, model.Version, model.NewState("somebody"), model.Dimension);
        }

        foreach (SessionStep step in Session.Encoder.BeginStep(most: 100))
        {
            StepInput[] input = [model.InputOf(Views.Current.RowOf(step.Item), step)];
            model.Encoder.Step(Session.Encoder.State, input, Session.Encoder.State, Session.Encoder.Query);
        }

        Session.Encoder.EndStep(succeeded: true, stepped: 1);
    }

    public FeedEntry[] Feed(int count, string? category = null, FeedOptions? options = null, bool useQuery = true, params int[] exclude)
    {
        FeedView view = Views.Current;
        var page = new FeedEntry[count];
        var request = new FeedRequest(view, view.Eligible(category)!, Session, [.. exclude], IncludeSeen: false, useQuery, Seed: 7);
        return page[..new FeedPipeline(Trending, _metrics.Engine, Options.Create(options ?? new FeedOptions())).Fill(request, page)];
    }
}
