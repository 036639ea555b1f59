using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Storage;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;
using Manidala.Training.Tests.Commands;
using Manidala.Training.Tests.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Tests.Evaluation;

public sealed class ModelRankerTests(TrainedSample trained) : IClassFixture<TrainedSample>, IAsyncLifetime
{
    private const int Unknown = 2;
    private readonly TemporaryFolder _folder = new();
    private LoadedModel _model = null!;

    public async ValueTask InitializeAsync()
    {
        await using ManidalaDatabase database = await ManidalaDatabase.OpenAsync(
            DatabaseOptions.FromEnvironment(trained.Data, _ => null), NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        RegisteredModel? active = await database.Models.GetActiveAsync(TestContext.Current.CancellationToken);
        string folder = _folder.Sub("active");
        Assert.True(await database.Models.DownloadAsync(active!.Version, folder, TestContext.Current.CancellationToken));
        _model = LoadedModel.Load(folder, new EncoderOptions());
    }

    public ValueTask DisposeAsync()
    {
        _model.Retire();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void Score_EveryPrefixOfManySessions_EqualsALiveSessionOfEach(int? newest)
    {
        TestSet tests = SessionTest.Build(Sessions(), known: null, most: null);
        var ranker = new ModelRanker(_model, newest);
        float[] scores = new float[tests.Cases.Count * _model.ItemCount];

        ranker.Prepare(tests.Cases);
        ranker.Score(0, tests.Cases.Count, scores);

        for (int test = 0; test < tests.Cases.Count; test++)
        {
            float[] query = StepOneByOne(tests.Cases[test].History, newest ?? int.MaxValue);
            ScoredItem[] expected = new ScoredItem[_model.ItemCount];
            _model.Index.Search(query, [], expected);
            Assert.All(expected, item => Assert.Equal(item.Score, scores[(test * _model.ItemCount) + item.Item], 1e-4));
        }
    }

    [Fact]
    public void Measure_TargetsThatTheModelDoesNotKnow_AreMisses()
    {
        Dataset sessions = Sessions() with { Users = [new UserSequence("u", new[] { 3, _model.ItemCount }), new UserSequence("v", new[] { 4, 5 })] };
        TestSet tests = SessionTest.Build(sessions, known: null, most: null);
        var settings = new EvaluationSettings { Lengths = [_model.ItemCount] };

        RankingResult result = new RankingRun(tests, settings, new EmbeddingSpace(_model), categories: null)
            .Measure(new ModelRanker(_model), _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(0.5, result.Details!.AtLength(_model.ItemCount).Hits.HitRate);
    }

    [Fact]
    public void Align_FileWithOtherRows_GetsTheModelsRowsAndNewOnesPastThem()
    {
        string second = _model.ItemId(1);
        var dataset = new Dataset(["new", second], [new UserSequence("u", new[] { 0, 1, 0 })], Through: 0);

        Dataset aligned = new CandidateItems(_model).Align(dataset);

        Assert.Equal([_model.ItemCount, 1, _model.ItemCount], aligned.Users[0].Items.ToArray());
        Assert.Equal("new", aligned.ItemIds[^1]);
    }

    // Direct repeats, and items that the model does not know, at both ends and between.
    private Dataset Sessions()
    {
        var random = new SeededRandom(8);
        int items = _model.ItemCount + Unknown;
        UserSequence[] sessions =
        [
            .. Enumerable.Range(0, 20).Select(user => new UserSequence(
                $"u{user}", Enumerable.Range(0, 2 + random.Next(8)).Select(_ => random.Next(items)).SelectMany(item => Enumerable.Repeat(item, 1 + random.Next(2))).ToArray())),
            new UserSequence("unknown first", new[] { items - 1, items - 1, 3, 3, items - 2, 3, 4 }),
        ];
        return new Dataset([.. Enumerable.Range(0, _model.ItemCount).Select(_model.ItemId), "none", "nowhere"], sessions, Through: 0);
    }

    private float[] StepOneByOne(UserSequence history, int newest)
    {
        float[] state = _model.NewState(history.UserId);
        float[] query = new float[_model.Dimension];
        int[] items = history.Items.ToArray();
        IEnumerable<int> steps = Enumerable.Range(0, items.Length).Where(place => items[place] < _model.ItemCount && (place == 0 || items[place] != items[place - 1]));
        foreach (int place in steps.TakeLast(newest))
        {
            _model.Encoder.Step(state, [_model.InputOf(items[place], SequenceSteps.At(history, place))], state, query);
        }

        return query;
    }
}
