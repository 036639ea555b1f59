using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;
using Manidala.Engine.Tests.Model;
using Manidala.Engine.Tests.Support;
using Manidala.Engine.Trending;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Engine.Tests.Feeds;

/// <summary>A catalogue whose ordinals run against the model's rows, a small real model, and a pipeline over both.</summary>
internal sealed class FeedWorld : IDisposable
{
    public const int Items = 40;
    public const int Dimension = 8;

    /// <summary>Calls of the encoder that the building of an approximate index takes.</summary>
    public const int StepsOfBuild = 6;

    private readonly TestFolder _folder = new();
    private long _change;

    /// <param name="tower">Gives items that came after the model their vectors; null for none.</param>
    public FeedWorld(bool withModel = true, ItemTowerFile? tower = null, NewItemsOptions? newItems = null, string index = RetrievalOptions.Exact)
    {
        Catalog.Apply([.. Enumerable.Range(0, Items).Select(ordinal => Put(ordinal, $"item-{Items - 1 - ordinal}"))]);
        if (withModel)
        {
            Serve(tower, seed: 3, index);
        }

        NewItems = new NewItems(Options.Create(newItems ?? new NewItemsOptions()), Time, Metrics.Engine, NullLogger<NewItems>.Instance);
        Views = new LiveView(Catalog, Models, NewItems, Time);
    }

    public CatalogReplica Catalog { get; } = new();

    public ModelHost Models { get; } = new();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(50));

    public NewItems NewItems { get; }

    public TestMetrics Metrics { get; } = new();

    public LiveView Views { get; }

    public TrendingBoard Trending { get; } = new();

    public UserSession Session { get; } = new(new SessionOptions());

    public void Dispose()
    {
        Models.Current?.Retire();
        _folder.Dispose();
        Metrics.Dispose();
    }

    /// <summary>Switches to a model of the same items.</summary>
    public void Serve(ItemTowerFile? tower, int seed, string index = RetrievalOptions.Exact)
    {
        BundleContents contents = TestBundle.Contents("test", Items, Dimension, seed);
        string folder = _folder[$"bundle-{seed}"];
        BundleWriter.Write(folder, tower?.AddTo(contents) ?? contents);
        Models.Switch(LoadedModel.Load(folder, new EncoderOptions(), new RetrievalOptions { Index = index }));
    }

    /// <summary>Switches to a model whose encoder's steps a test lets through; building an index takes <see cref="StepsOfBuild"/> of them.</summary>
    public GatedEncoder ServeGated(ItemTowerFile tower, int seed)
    {
        string folder = _folder[$"bundle-{seed}"];
        BundleWriter.Write(folder, tower.AddTo(TestBundle.Contents("gated", Items, Dimension, seed)));
        Bundle bundle = Bundle.Read(folder);
        var index = new ItemIndex(new ItemVectors(bundle.ItemEmbeddings, bundle.ItemBias, Dimension));
        var encoder = new GatedEncoder(new OnnxRecurrentEncoder(bundle.EncoderOnnx, bundle.Manifest.Encoder, index.Vectors, new EncoderOptions()));
        Models.Switch(new LoadedModel(bundle, index, new IndexReport(true, Items, default, default, 1, default, 0), encoder)
        {
            Tower = new ItemTower(bundle.ItemTowerOnnx!, bundle.ItemFeatures!, Dimension),
            Retrieval = new RetrievalOptions { Index = RetrievalOptions.Approximate },
        });
        return encoder;
    }

    /// <summary>The best of what a test says may come, by scoring every one of them; to the bit what a search must find.</summary>
    public (int Ordinal, float Score)[] Naive(int count, Func<Item, bool> mayCome)
    {
        LoadedModel model = Models.Current!;
        CatalogSnapshot catalog = Catalog.Current;
        float[] query = new float[model.Items.Stride];
        model.Items.Pad(Session.Encoder.Query, query);
        return
        [
            .. Enumerable.Range(0, catalog.OrdinalLimit).Select(ordinal => catalog[ordinal]).OfType<Item>().Where(mayCome)
                .Select(item => (Item: item, Rows: RowsOf(model, item))).Where(known => known.Rows.Count == 1)
                .Select(known => (known.Item.Ordinal, Score: known.Rows.Score(0, query)))
                .OrderByDescending(known => known.Score)
                .Take(count),
        ];
    }

    public CatalogChange Put(int ordinal, string id, bool isHidden = false, DateTimeOffset? expires = null, string attributes = "{}") => new(
        ++_change, ordinal, id, new Item(ordinal, id, id, [ordinal % 2 == 0 ? "even" : "odd"], attributes, isHidden, DateTimeOffset.UnixEpoch.AddDays(ordinal), expires));

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
            Assert.True(Views.Current.TryInputOf(step, out StepInput input));
            model.Encoder.Step(Session.Encoder.State, [input], Session.Encoder.State, Session.Encoder.Query);
        }

        Session.Encoder.EndStep(succeeded: true, stepped: 1);
    }

    private static ItemVectors RowsOf(LoadedModel model, Item item)
    {
        if (model.TryGetRow(item.Id, out int row))
        {
            return new ItemVectors(model.Embedding(row), [model.Items.Bias(row)], Dimension);
        }

        IReadOnlyList<LaterItem> later = model.Tower?.Encode([item]).Items ?? [];
        return new ItemVectors([.. later.SelectMany(one => one.Vector)], [.. later.Select(one => one.Bias)], Dimension);
    }

    public FeedEntry[] Feed(int count, string? category = null, FeedOptions? options = null, bool useQuery = true, params int[] exclude)
    {
        FeedView view = Views.Current;
        var page = new FeedEntry[count];
        var request = new FeedRequest(view, view.Eligible(category)!, Session, [.. exclude], IncludeSeen: false, useQuery, Seed: 7);
        return page[..new FeedPipeline(Trending, Metrics.Engine, Options.Create(options ?? new FeedOptions())).Fill(request, page)];
    }

    /// <summary>A page of a surface; the pages before held <paramref name="served"/>.</summary>
    public RankedPage Page(SurfaceOptions surface, int count, RuleBook? rules = null, bool explains = false, int[]? served = null, ItemFilter? filter = null)
    {
        FeedView view = Views.Current;
        EligibleItems eligible = view.Eligible(null)!;
        eligible = filter is null ? eligible : view.Narrow(eligible, filter.Key, filter.Match);
        var request = new FeedRequest(view, eligible, Session, [.. served ?? []], IncludeSeen: false, UseQuery: true, Seed: (ulong)(served?.Length ?? 0));
        IOptions<FeedOptions> options = Options.Create(new FeedOptions());
        var pipeline = new SurfacePipeline(
            new FeedPipeline(Trending, Metrics.Engine, options), Trending, rules ?? new RuleBook(options, Time), Metrics.Engine, Time);
        return pipeline.Fill(request, new Surface("home", surface), count, served?.Length ?? 0, explains);
    }

    public RuleBook Rules(params (string Name, RuleOptions Rule)[] rules) =>
        new(Options.Create(new FeedOptions { Rules = rules.ToDictionary(rule => rule.Name, rule => rule.Rule) }), Time);
}
