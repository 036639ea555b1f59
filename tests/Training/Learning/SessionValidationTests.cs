using Manidala.Training.Data;
using Manidala.Training.Encoders;
using Manidala.Training.Learning;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Learning;

[Collection(TorchCollection.Name)]
public sealed class SessionValidationTests
{
    private const int Items = 60;
    private const int Window = 4;
    private const int Depth = 20;
    private const int FirstHeldBack = 30;

    public SessionValidationTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(5);
    }

    [Fact]
    public void Measure_IsTheMeanOfBothFiguresOfEveryPrefixHeldBack()
    {
        var options = new TrainingOptions { Encoder = new EncoderShape(EncoderKind.Gated, Dimension: 16, Layers: 1, Dropout: 0.5) { Length = Window } };
        using var model = new SequenceModel(options.Encoder, Items);
        using (no_grad())
        {
            model.Embeddings.normal_();
        }

        Dataset dataset = RandomSessions();
        var validation = new SessionValidation(dataset, FirstHeldBack, Window, mostSessions: 1000, new Random(1));

        double measured = validation.Measure(Learners.CreateQueries(model, options));

        (double hitRate, double reciprocal) = OneByOne(model, dataset);
        Assert.InRange(hitRate, 0.2, 0.6);
        Assert.Equal((hitRate + reciprocal) / 2, measured, 1e-6);
    }

    [Fact]
    public void HasUsers_NothingHeldBack_IsFalse() =>
        Assert.False(new SessionValidation(RandomSessions(), firstSession: 80, Window, mostSessions: 10, new Random(1)).HasUsers);

    private static Dataset RandomSessions()
    {
        var random = new Random(6);
        var sessions = Enumerable.Range(0, 80).Select(number =>
            new UserSequence($"s{number}", Enumerable.Range(0, 1 + random.Next(9)).Select(_ => random.Next(Items)).ToArray()));
        return new Dataset([.. Enumerable.Range(0, Items).Select(item => $"{item}")], [.. sessions], Through: 0);
    }

    private static (double HitRate, double Reciprocal) OneByOne(SequenceModel model, Dataset dataset)
    {
        model.eval();
        using var noGradients = no_grad();
        double hits = 0;
        double reciprocals = 0;
        int count = 0;
        foreach (UserSequence session in dataset.Users.Skip(FirstHeldBack))
        {
            for (int length = 1; length < session.Items.Length; length++)
            {
                using var scope = NewDisposeScope();
                long[] newest = [.. session.Items[..length].ToArray().TakeLast(Window).Select(item => (long)item)];
                float[] scores = model.Score(model.forward(tensor(newest, 1, newest.Length)).select(1, newest.Length - 1)).data<float>().ToArray();
                int target = session.Items.Span[length];
                int rank = 1 + scores.Where((score, item) => score > scores[target] || (score == scores[target] && item < target)).Count();
                hits += rank <= Depth ? 1 : 0;
                reciprocals += rank <= Depth ? 1.0 / rank : 0;
                count++;
            }
        }

        return (hits / count, reciprocals / count);
    }
}
