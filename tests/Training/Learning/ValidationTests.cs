using Manidala.Training.Data;
using Manidala.Training.Encoders;
using Manidala.Training.Evaluation;
using Manidala.Training.Learning;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Learning;

[Collection(TorchCollection.Name)]
public sealed class ValidationTests
{
    private const int Items = 40;
    private const int Window = 6;

    public ValidationTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(21);
    }

    [Theory]
    [InlineData((int)EncoderKind.LinearRecurrent, 8)]
    [InlineData((int)EncoderKind.Transformer, 8)]
    [InlineData((int)EncoderKind.Gated, 16)]
    [InlineData((int)EncoderKind.Gated, 16, 0.1)]
    public void Measure_HistoriesOfManyLengths_EqualsRankingOneByOne(int kind, int dimension, double temperature = 0)
    {
        var options = new TrainingOptions { Encoder = new EncoderShape((EncoderKind)kind, dimension, Layers: 1, Dropout: 0.5) { Temperature = temperature, Length = Window } };
        using var model = new SequenceModel(options.Encoder, Items);
        using (no_grad())
        {
            model.Embeddings.normal_();
        }

        var dataset = RandomWalks();

        double measured = new Validation(dataset, Window, mostUsers: 1000, new Random(1)).Measure(Learners.CreateQueries(model, options));

        Assert.InRange(measured, 0.05, 0.5);
        Assert.Equal(OneByOne(model, dataset), measured, 1e-6);
        Assert.True(model.training);
    }

    // Some users come back to an item, so that a target can be in its own history; some are too short to be ranked.
    private static Dataset RandomWalks()
    {
        var random = new Random(6);
        var users = Enumerable.Range(0, 300).Select(user =>
            new UserSequence($"u{user}", Enumerable.Range(0, 2 + random.Next(15)).Select(_ => random.Next(Items)).ToArray()));
        return new Dataset([.. Enumerable.Range(0, Items).Select(item => $"{item}")], [.. users], Through: 0);
    }

    private static double OneByOne(SequenceModel model, Dataset dataset)
    {
        model.eval();
        using var noGradients = no_grad();
        var metrics = new RankingMetrics();
        foreach (var user in dataset.Users.Where(LeaveOneOut.IsHeldOut))
        {
            using var scope = NewDisposeScope();
            var history = LeaveOneOut.ValidationHistory(user);
            long[] newest = [.. history.ToArray().TakeLast(Window).Select(item => (long)item)];
            var query = model.forward(tensor(newest, 1, newest.Length)).select(1, newest.Length - 1);
            metrics.Add(FullRanking.RankOf(model.Score(query).data<float>().ToArray(), history, LeaveOneOut.ValidationTarget(user)));
        }

        model.train();
        return metrics.Ndcg;
    }
}
