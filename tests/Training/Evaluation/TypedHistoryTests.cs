using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Engine.Tests.Support;
using Manidala.Training.Commands;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;
using Manidala.Training.Progress;
using Manidala.Training.Tests.Commands;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Evaluation;

/// <summary>Types and times reach the encoder alike, offline and as a replay posts them.</summary>
public sealed class TypedHistoryTests : IDisposable
{
    private const int Items = 60;
    private const int Dimension = 6;
    private const int Users = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly List<LoadedModel> _models = [];

    public void Dispose()
    {
        _models.ForEach(model => model.Retire());
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Run_ReplayOfTypedHistories_EqualsOffline(bool isSequence, bool hasTimesAndTypes)
    {
        LoadedModel model = isSequence ? LoadSequence() : LoadTyped(known: Items - 5);
        Dataset dataset = NewDataset(hasTimesAndTypes);
        HeldOutUsers heldOut = HeldOutUsers.Choose(dataset, most: null);
        using var server = new FoldingServer(model);
        using var http = new HttpClient(server, disposeHandler: false);
        var services = new CommandServices(TextWriter.Null, TextWriter.Null, SilentProgressReporter.Instance, TimeProvider.System, _ => null, http);
        var client = new ServerClient(services, new Uri("http://localhost:1"), apiKey: null);
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        RankingResult offline = new BundleEvaluation(model, dataset).Run(heldOut, SilentProgressReporter.Instance, cancellation);
        RankingResult served = await new ServedReplay(client, dataset, model.Version, "run", TimeProvider.System)
            .RunAsync(heldOut, SilentProgressReporter.Instance, cancellation);

        Assert.True(offline.HitRate > 0);
        Assert.Equal(offline.HitRate, served.HitRate, 12);
        Assert.Equal(offline.Ndcg, served.Ndcg, 12);
    }

    [Fact]
    public void Run_OtherTypesAndTimes_GivesOtherQueries()
    {
        LoadedModel model = LoadTyped(Items);
        UserSequence user = NewDataset(hasTimesAndTypes: true).Users[0];
        UserSequence[] variants = [user, user with { Types = default }, user with { Times = default }];

        float[] queries = new HistoryFold(model).Run([.. variants.Select(variant => FoldPlan.Of(model, variant, [variant.Items.Length]))]);

        float[][] each = [.. queries.Chunk(Dimension)];
        Assert.NotEqual(each[0], each[1]);
        Assert.NotEqual(each[0], each[2]);
        Assert.NotEqual(each[1], each[2]);
    }

    [Fact]
    public void PlanOf_ItemThatTheModelDoesNotKnow_IsLeftOutAndItsTimeCounts()
    {
        LoadedModel model = LoadTyped(Items);
        InteractionTypes.Default.TryGet("like", out InteractionType like);
        var user = new UserSequence("ada", new[] { 3, Items, 3, 5 }) { Times = new long[] { 0, 10_000, 25_000, 20_000 }, Types = new byte[] { 1, like.Place, 1, like.Place } };

        FoldPlan plan = FoldPlan.Of(model, user, [2, 4]);

        Assert.Equal([new(3, 1, 0), new(3, 1, TimeGap.Scaled(15)), new(5, 2, 0)], plan.Inputs);
        Assert.Equal([1, 3], plan.Stops);
    }

    [Fact]
    public void RequireServable_ModelThatLooksAtTheUser_IsRefused()
    {
        LoadedModel typed = LoadTyped(Items);
        ServedReplay.RequireServable(typed.Manifest);
        BundleManifest tower = typed.Manifest with
        {
            Encoder = new EncoderContract(EncoderContract.User, 1, new Dictionary<string, string> { ["user_id"] = "user_id" }),
        };

        Assert.Contains("takes the user's id", Assert.Throws<CommandException>(() => ServedReplay.RequireServable(tower)).Message, StringComparison.Ordinal);
    }

    private static Dataset NewDataset(bool hasTimesAndTypes)
    {
        var random = new Random(5);
        string[] names = ["view", "like", "purchase", "cart"];
        var users = new List<UserSequence>();
        for (int user = 0; user < Users; user++)
        {
            // Shuffled, so that nothing repeats and the last item is new.
            int[] items = [.. Enumerable.Range(0, Items).OrderBy(_ => random.Next()).Take(random.Next(3, 30))];
            long[] times = [.. items.Select(_ => 1_600_000_000_000 + random.NextInt64(500_000_000_000))];
            byte[] types = [.. items.Select(_ => PlaceOf(names[random.Next(names.Length)]))];
            users.Add(new UserSequence($"user {user}", items)
            {
                Times = hasTimesAndTypes ? times : default(ReadOnlyMemory<long>), Types = hasTimesAndTypes ? types : default(ReadOnlyMemory<byte>),
            });
        }

        return new Dataset([.. Enumerable.Range(0, Items).Select(row => $"item-{row}")], users, Through: 0);
    }

    private static byte PlaceOf(string name) => InteractionTypes.Default.TryGet(name, out InteractionType type) ? type.Place : throw new ArgumentException(name);

    private LoadedModel LoadTyped(int known) => Load(known, new TypedStepFile(Dimension, 3).ToOnnx(), new EncoderContract(
        EncoderContract.Recurrent,
        Dimension,
        new[] { "state", "item", "type", "gap" }.ToDictionary(name => name),
        InteractionTypes: ["other", "view", "like"]));

    private LoadedModel LoadSequence()
    {
        var file = new Manidala.Engine.Tests.Support.SequenceFile(Vectors(Items), Dimension, length: 7) { TakesEmbeddings = true, TakesTypesAndGaps = true };
        return Load(Items, file.ToOnnx(), new EncoderContract(
            EncoderContract.Sequence,
            0,
            new[] { "item_embeddings", "mask", "types", "gaps" }.ToDictionary(name => name),
            InteractionTypes: ["other", "view", "purchase"],
            Length: 7).WithPackedState());
    }

    private LoadedModel Load(int items, byte[] onnx, EncoderContract contract)
    {
        string[] ids = [.. Enumerable.Range(0, items).Select(row => $"item-{row}")];
        BundleWriter.Write(
            _folder.Sub("bundle"),
            new BundleContents("typed", contract, Dimension, ids, Vectors(items), default, onnx, TrainedThrough: 0, new Dictionary<string, double>()));
        LoadedModel model = LoadedModel.Load(_folder.Sub("bundle"), new EncoderOptions());
        _models.Add(model);
        return model;
    }

    private static float[] Vectors(int items)
    {
        var random = new Random(9);
        return [.. Enumerable.Range(0, items * Dimension).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
