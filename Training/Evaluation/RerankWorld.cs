using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Engine.Trending;
using Manidala.Training.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Manidala.Training.Evaluation;

/// <summary>What a silo has when it serves a surface, made of a data set: view, trending and the sessions of held-out users. The parts are the server's own.</summary>
internal sealed class RerankWorld
{
    private const int BoardLength = 1000;

    private readonly LoadedModel _model;
    private readonly Dataset _dataset;
    private readonly TrendingBoard _trending = new();
    private readonly TimeProvider _time;
    private readonly RerankMeters _meters;
    private readonly Dictionary<int, int> _rowOfOrdinal = [];

    /// <param name="dataset">In the model's rows.</param>
    public RerankWorld(LoadedModel model, Dataset dataset, IReadOnlyList<Item> items, RerankMeters meters)
    {
        _model = model;
        _dataset = dataset;
        _meters = meters;
        var catalog = new CatalogReplica();
        catalog.Apply([.. items.Select((item, number) => new CatalogChange(number + 1, item.Ordinal, item.Id, item))]);
        var models = new ModelHost();
        models.Switch(model);
        _time = new EndOfLog(EndOf(dataset, items));
        View = new LiveView(catalog, models, new NewItems(Options.Create(new NewItemsOptions()), _time, meters.Engine, NullLogger<NewItems>.Instance), _time).Current;
        for (int row = 0; row < dataset.ItemIds.Count; row++)
        {
            if (View.Catalog.TryGetOrdinal(dataset.ItemIds[row], out int ordinal))
            {
                _rowOfOrdinal[ordinal] = row;
            }
        }

        _trending.Replace(Trending());
    }

    public FeedView View { get; }

    public int RowOf(int ordinal) => _rowOfOrdinal.GetValueOrDefault(ordinal, -1);

    public SurfacePipeline Pipeline(IReadOnlyDictionary<string, RuleOptions> rules)
    {
        IOptions<FeedOptions> options = Options.Create(new FeedOptions { Rules = new Dictionary<string, RuleOptions>(rules) });
        return new SurfacePipeline(new FeedPipeline(_trending, _meters.Engine, options), _trending, new RuleBook(options, _time), _meters.Engine, _time);
    }

    /// <summary>The sessions of the users before their last items, as live ones would be.</summary>
    public IReadOnlyList<UserSession> Sessions(IReadOnlyList<int> users)
    {
        UserSequence[] histories = [.. users.Select(number => _dataset.Users[number].First(_dataset.Users[number].Items.Length - 1))];
        float[] queries = new HistoryFold(_model).Run([.. histories.Select(history => FoldPlan.Of(_model, history, [history.Items.Length]))]);
        return [.. histories.Select((history, user) => SessionOf(history, queries.AsSpan(user * _model.Dimension, _model.Dimension)))];
    }

    private UserSession SessionOf(UserSequence history, ReadOnlySpan<float> query)
    {
        var session = new UserSession(new SessionOptions());
        for (int place = 0; place < history.Items.Length; place++)
        {
            string id = _dataset.ItemIds[history.Items.Span[place]];
            int ordinal = View.Catalog.TryGetOrdinal(id, out int known) ? known : SessionEvent.UnknownItem;
            long time = history.Times.IsEmpty ? 0 : history.Times.Span[place];
            session.Apply(new SessionEvent(place + 1, id, ordinal, SequenceSteps.TypeAt(history, place), time, 1));
        }

        // The steps were folded together with everybody's; the session gets what its own would have come to.
        session.Encoder.StartAnew(session, _model.Version, _model.NewState(history.UserId), _model.Dimension);
        int steps = session.Encoder.BeginStep(int.MaxValue).Count;
        session.Encoder.EndStep(succeeded: true, steps);
        query.CopyTo(session.Encoder.Query);
        return session;
    }

    private TrendingEntry[] Trending()
    {
        var options = new TrendingOptions();
        var counts = new DecayedCounts(options.HalfLife, options.ItemsPerSlice);
        foreach (UserSequence user in _dataset.Users)
        {
            ReadOnlySpan<int> known = LeaveOneOut.KnownBeforeTest(user);
            for (int place = 0; place < known.Length; place++)
            {
                counts.Add(_dataset.ItemIds[known[place]], SequenceSteps.TypeAt(user, place).Weight, user.Times.IsEmpty ? 0 : user.Times.Span[place]);
            }
        }

        IReadOnlyList<(string Item, double Log2)> top = counts.Top(BoardLength);
        return
        [
            .. top.Where(entry => View.Catalog.TryGetOrdinal(entry.Item, out _)).Select(entry =>
                new TrendingEntry(View.Catalog.TryGetOrdinal(entry.Item, out int ordinal) ? ordinal : -1, (float)Math.Pow(2, entry.Log2 - top[0].Log2))),
        ];
    }

    private static DateTimeOffset EndOf(Dataset dataset, IReadOnlyList<Item> items)
    {
        long last = dataset.Users.Where(user => !user.Times.IsEmpty).Select(user => user.Times.Span[^1]).DefaultIfEmpty().Max();
        return last > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(last) : items.Max(item => item.Timestamp);
    }

    /// <summary>Stands still at the last interaction: ages are those of that moment.</summary>
    private sealed class EndOfLog(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
