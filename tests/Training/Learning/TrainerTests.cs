using Manidala.Training.Data;
using Manidala.Training.Encoders;
using Manidala.Training.Evaluation;
using Manidala.Training.Export;
using Manidala.Training.Learning;
using Manidala.Training.Progress;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Learning;

[Collection(TorchCollection.Name)]
public sealed class TrainerTests
{
    private static readonly Dictionary<string, double> NoMetrics = [];

    private static readonly TrainingOptions Tiny = new()
    {
        Encoder = new EncoderShape(EncoderKind.LinearRecurrent, Dimension: 16, Layers: 1, Dropout: 0.1),
        Window = 20,
        BatchSize = 8,
        Epochs = 25,
        Patience = 25,
        WarmupSteps = 10,
        PeakLearningRate = 1e-2,
        Negatives = 0,
    };

    public static TheoryData<int, int> Learners => new()
    {
        { (int)EncoderKind.LinearRecurrent, 0 },
        { (int)EncoderKind.LinearRecurrent, 24 },
        { (int)EncoderKind.Gated, 0 },
        { (int)EncoderKind.Gated, 24 },
        { (int)EncoderKind.Gru, 0 },
        { (int)EncoderKind.Transformer, 0 },
        { (int)EncoderKind.Transformer, 24 },
    };

    [Theory]
    [MemberData(nameof(Learners))]
    public void Train_ChainsOfItems_FindsTheNextItem(int kind, int negatives)
    {
        var dataset = Chains.Create(items: 60, users: 120, length: 12);
        var options = Tiny with { Encoder = Tiny.Encoder with { Kind = (EncoderKind)kind }, Negatives = negatives };

        using var trained = Train(dataset, options);

        // Both steps lead to one of the first two places where the rule was learned; popularity finds one in six among ten of sixty.
        Assert.True(trained.ValidationNdcg > 0.8, $"NDCG@10 {trained.ValidationNdcg}");
        Assert.True(TestHitRate(trained, dataset) > 0.9);
    }

    [Fact]
    public void Train_SameSeed_SameBundleBytes()
    {
        var dataset = Chains.Create(items: 30, users: 40, length: 10);
        var options = Tiny with { Epochs = 3, Negatives = 8 };

        using var first = Train(dataset, options);
        using var second = Train(dataset, options);
        using var other = Train(dataset, options with { Seed = 2 });
        var (a, b, c) = (Bundle(first, dataset), Bundle(second, dataset), Bundle(other, dataset));

        Assert.True(a.EncoderOnnx.Span.SequenceEqual(b.EncoderOnnx.Span));
        Assert.True(a.ItemEmbeddings.Span.SequenceEqual(b.ItemEmbeddings.Span));
        Assert.True(a.ItemBias.Span.SequenceEqual(b.ItemBias.Span));
        Assert.False(a.ItemEmbeddings.Span.SequenceEqual(c.ItemEmbeddings.Span));
    }

    [Fact]
    public void ToBundle_TrainedModel_HasEveryItemOfTheCatalogueAndTheHorizon()
    {
        var chains = Chains.Create(items: 30, users: 20, length: 10);
        var dataset = chains with { ItemIds = [.. chains.ItemIds, "never-seen"] };

        using var trained = Train(dataset, Tiny with { Epochs = 1 });
        var bundle = Bundle(trained, dataset);

        Assert.Equal(31, bundle.ItemIds.Count);
        Assert.Equal(31 * 16, bundle.ItemEmbeddings.Length);
        Assert.Equal(31, bundle.ItemBias.Length);
        Assert.Equal(64, bundle.Encoder.StateSize);
        Assert.Equal(42, bundle.TrainedThrough);
    }

    [Fact]
    public void Train_RateFarTooHigh_StopsAndSaysSo()
    {
        var dataset = Chains.Create(items: 30, users: 40, length: 10);

        var failure = Assert.Throws<TrainingDivergedException>(() =>
            Train(dataset, Tiny with { PeakLearningRate = 1e38, WarmupSteps = 1, ClipNorm = double.MaxValue }));

        Assert.Contains("No model was written", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NoImprovement_StopsAfterPatience()
    {
        var dataset = Chains.Create(items: 30, users: 40, length: 10);
        var reporter = new RecordingReporter();

        using var trained = new Trainer(TimeProvider.System).Train(
            dataset, Tiny with { PeakLearningRate = 0, Epochs = 20, Patience = 3 }, reporter, CancellationToken.None);

        Assert.Equal(1, trained.Epoch);
        Assert.Equal(4L * reporter.Total!.Value / 20, reporter.Reports[^1].Done);
        Assert.Contains("interactions/s", reporter.Reports[^1].Detail!, StringComparison.Ordinal);
        Assert.True(reporter.IsEnded);
    }

    [Theory]
    [InlineData((int)EncoderKind.Gated)]
    [InlineData((int)EncoderKind.Gru)]
    public void Train_ItemsTurnedDown_FallFurtherBehindWhatWasTaken(int kind)
    {
        const int Items = 49;
        var chains = Chains.Create(Items, users: 60, length: 12);
        var options = Tiny with { Encoder = Tiny.Encoder with { Kind = (EncoderKind)kind }, Epochs = 3 };

        // Who goes in steps of two leaves out an item each time; here they also say that they do not want it.
        var places = Enumerable.Range(1, 9).ToArray();
        UserSequence[] telling = [.. chains.Users.Select((user, number) => number % 2 == 0 ? user : user with
        {
            Negatives = places.Select(place => (user.Items.Span[place] + Items - 1) % Items).ToArray(),
            NegativePlaces = places,
        })];

        using var silent = Train(chains, options);
        using var told = Train(chains with { Users = telling }, options);

        Assert.True(LeadOf(told) > 1.05 * LeadOf(silent), $"{LeadOf(told)} and {LeadOf(silent)}");

        double LeadOf(TrainedModel trained) => Enumerable.Range(0, 60).Where(number => number % 2 == 1).Average(number =>
        {
            const int Known = 6;
            using var noGradients = no_grad();
            using var scope = NewDisposeScope();
            int[] items = chains.Users[number].Items.ToArray();
            var query = trained.Model.forward(tensor(items[..Known].Select(item => (long)item).ToArray()).unsqueeze(0)).select(1, Known - 1);
            float[] scores = trained.Model.Score(query).data<float>().ToArray();
            return scores[items[Known]] - scores[(items[Known] + Items - 1) % Items];
        });
    }

    [Fact]
    public void Train_Refit_IsATrainingOnAllButTheTestForAsManyPassesAsValidatedBest()
    {
        var dataset = Chains.Create(items: 30, users: 40, length: 10);
        var options = Tiny with { Epochs = 6, Negatives = 8 };
        using var chosen = Train(dataset, options);
        using var expected = Train(dataset, options with { Epochs = chosen.Epoch, LearnsValidation = true });

        using var refitted = Train(dataset, options with { Refits = true });

        Assert.True(Bundle(expected, dataset).ItemEmbeddings.Span.SequenceEqual(Bundle(refitted, dataset).ItemEmbeddings.Span));
        Assert.False(Bundle(chosen, dataset).ItemEmbeddings.Span.SequenceEqual(Bundle(refitted, dataset).ItemEmbeddings.Span));
        Assert.Equal((chosen.Epoch, chosen.ValidationNdcg), (refitted.Epoch, refitted.ValidationNdcg));
        Assert.Equal(chosen.History, refitted.History);
    }

    [Fact]
    public void Train_Refit_KnowsNothingOfTheTestItems()
    {
        var chains = Chains.Create(items: 30, users: 40, length: 10);
        UserSequence[] changed = [.. chains.Users.Select(user => user with { Items = (int[])[.. user.Items.Span[..^1], (user.Items.Span[^1] + 7) % 30] })];
        var options = Tiny with { Epochs = 3, Negatives = 8, Refits = true };

        using var one = Train(chains, options);
        using var other = Train(chains with { Users = changed }, options);

        Assert.True(Bundle(one, chains).ItemEmbeddings.Span.SequenceEqual(Bundle(other, chains).ItemEmbeddings.Span));
    }

    [Fact]
    public void Train_UsersTooShortToHoldBack_TrainsWithoutValidation()
    {
        var dataset = Chains.Create(items: 10, users: 20, length: 2);

        using var trained = Train(dataset, Tiny with { Epochs = 3, Patience = 1 });

        Assert.Null(trained.ValidationNdcg);
        Assert.Equal(3, trained.Epoch);
    }

    [Fact]
    public void Train_NothingToLearnFrom_SaysSo()
    {
        var dataset = Chains.Create(items: 10, users: 20, length: 1);

        Assert.Throws<InvalidDataException>(() => Train(dataset, Tiny));
    }

    [Fact]
    public void Train_OptionOutOfRange_NamesIt()
    {
        var dataset = Chains.Create(items: 10, users: 20, length: 5);

        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => Train(dataset, Tiny with { Epochs = 0 }));

        Assert.Equal("Epochs", failure.ParamName);
    }

    [Fact]
    public void Train_Cancelled_Stops()
    {
        var dataset = Chains.Create(items: 30, users: 40, length: 10);

        Assert.Throws<OperationCanceledException>(() => new Trainer(TimeProvider.System).Train(
            dataset, Tiny, SilentProgressReporter.Instance, new CancellationToken(canceled: true)));
    }

    private static TrainedModel Train(Dataset dataset, TrainingOptions options) =>
        new Trainer(TimeProvider.System).Train(dataset, options, SilentProgressReporter.Instance, CancellationToken.None);

    private static Manidala.Engine.Model.BundleContents Bundle(TrainedModel trained, Dataset dataset) =>
        ModelExport.ToBundle(trained, dataset, "chains", NoMetrics);

    private static Tensor Stepped(RecurrentEncoder encoder, Tensor vectors)
    {
        var state = zeros(1, encoder.StateSize);
        var query = zeros(1, encoder.Dimension);
        for (int step = 0; step < vectors.shape[0]; step++)
        {
            (state, query) = encoder.Step(state, vectors.narrow(0, step, 1));
        }

        return query;
    }

    /// <summary>The slow way: one user after the other, one step after the other, ranked by <see cref="FullRanking"/>.</summary>
    private static double TestHitRate(TrainedModel trained, Dataset dataset)
    {
        using var noGradients = no_grad();
        var metrics = new RankingMetrics();
        foreach (var user in dataset.Users)
        {
            using var scope = NewDisposeScope();
            var vectors = trained.Model.EmbeddingsOf(tensor(LeaveOneOut.TestHistory(user).ToArray().Select(item => (long)item).ToArray()));
            var query = trained.Model.Encoder is RecurrentEncoder recurrent
                ? Stepped(recurrent, vectors)
                : trained.Model.Encoder.forward(vectors.unsqueeze(0)).select(1, vectors.shape[0] - 1);
            float[] scores = trained.Model.Score(query).data<float>().ToArray();
            metrics.Add(FullRanking.RankOf(scores, LeaveOneOut.TestHistory(user), LeaveOneOut.TestTarget(user)));
        }

        return metrics.HitRate;
    }
}
