using Manidala.Training.Data;
using Manidala.Training.Encoders;
using Manidala.Training.Kernels;
using Manidala.Training.Learning;
using Manidala.Training.Native;
using Manidala.Training.Tests.Learning;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Kernels;

[Collection(TorchCollection.Name)]
public sealed class FusedLearnerTests
{
    private const int Items = 150;
    private const int Dimension = 32;

    // Longer than a chunk, shorter than a tile, and a chunk of several.
    private static readonly int[] Lengths = [7, 30, 2, 12, 300, 5, 9, 4, 22, 3];

    public FusedLearnerTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public void Compute_AllItemsAsRivals_GivesTorchsLossAndGradients(double temperature)
    {
        using var scope = NewDisposeScope();
        using var model = Model(dropout: 0, temperature);
        var windows = Windows();
        var fused = Fused(model, negatives: 0);
        var torch = Torch(model);

        double loss = fused.Compute(windows, seed: 1);

        Assert.Equal(torch.Compute(windows, seed: 1), loss, 1e-5);
        foreach (var (name, parameter) in model.named_parameters())
        {
            AssertNear(name, torch.Of(parameter), fused.Of(parameter));
        }
    }

    [Fact]
    public void Compute_TypesAndGaps_GivesTorchsGradients()
    {
        using var scope = NewDisposeScope();
        using var model = Model(dropout: 0, seesInteractions: true);
        byte[] types = [0, 2, 4];
        float[] gaps = [0, 3.25f, 17.2f];
        var fused = Fused(model, negatives: 0);
        var inputs = model.Encoder.Interactions!;

        double loss = fused.Compute(new RaggedBatch([3], [1, 2, 3], [4, 5, 6], []) { Types = types, Gaps = gaps }, seed: 1);

        var seen = inputs.forward(
            model.EmbeddingsOf(tensor(new long[] { 1, 2, 3 }, 1, 3)),
            tensor(types.Select(type => (long)InteractionInputs.NumberOf(type)).ToArray(), 1, 3),
            tensor(gaps, 1, 3));
        var expected = nn.functional.cross_entropy(model.Score(model.Encoder.forward(seen).reshape(-1, Dimension)), tensor(new long[] { 4, 5, 6 }));
        expected.backward();
        Assert.Equal(expected.item<float>(), loss, 1e-5);
        AssertNear("types", inputs.TypeVectors.grad!.data<float>().ToArray(), fused.Of(inputs.TypeVectors));
        AssertNear("gaps", inputs.GapVectors.grad!.data<float>().ToArray(), fused.Of(inputs.GapVectors));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(40, 0)]
    [InlineData(40, 0.3)]
    public void Compute_ItemsWithFeatures_GivesTorchsGradients(int negatives, double idDropout)
    {
        using var scope = NewDisposeScope();
        using var model = Model(dropout: 0, temperature: 0.2, features: Features());
        var windows = Windows();
        var options = new TrainingOptions { Negatives = negatives, IdDropout = idDropout };
        var fused = new FusedLearner(model, options);
        var torch = new TorchLearner(model, options);

        double loss = fused.Compute(windows, seed: 1);

        Assert.Equal(torch.Compute(windows, seed: 1), loss, 1e-5);
        AssertNear("items", torch.Of(model.Embeddings), fused.Of(model.Embeddings));
        AssertNear("features", torch.Of(model.FeatureEmbeddings!), fused.Of(model.FeatureEmbeddings!));
        AssertNear("bias", torch.Of(model.Bias), fused.Of(model.Bias));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compute_ItemsTurnedDown_GivesTorchsLossAndGradients(bool isWeighed)
    {
        using var scope = NewDisposeScope();
        using var model = Model(dropout: 0);
        List<TrainingWindow> windows = Windows();
        var without = Fused(model, negatives: 0).Compute(windows, seed: 1);
        for (int place = 0; place < windows.Count; place++)
        {
            // Several at one moment, at the first and at the last prediction, and windows without any.
            windows[place] = windows[place] with
            {
                Negatives = place % 3 == 2 ? default : new[] { 3, 140, 77 },
                NegativeRows = place % 3 == 2 ? default : new[] { 0, windows[place].Predictions - 1, windows[place].Predictions - 1 },
                Weights = isWeighed ? Enumerable.Range(1, windows[place].Predictions).Select(row => 1f / row).ToArray() : default,
            };
        }

        var fused = Fused(model, negatives: 0);
        var torch = Torch(model);

        double loss = fused.Compute(windows, seed: 1);

        Assert.Equal(torch.Compute(windows, seed: 1), loss, 1e-5);
        Assert.NotEqual(without, loss, 1e-3);
        foreach (var (name, parameter) in model.named_parameters())
        {
            AssertNear(name, torch.Of(parameter), fused.Of(parameter));
        }
    }

    [Fact]
    public void Compute_DrawnRivals_AveragesToTheFullLoss()
    {
        using var model = Model(dropout: 0);
        var windows = Windows();

        double full = Fused(model, negatives: 0).Compute(windows, seed: 1);
        var sampled = Fused(model, negatives: 100);
        double mean = Enumerable.Range(0, 200).Average(seed => sampled.Compute(windows, (ulong)seed));

        Assert.Equal(full, mean, 0.02);
    }

    [Fact]
    public void Compute_WithDropout_GradientPredictsTheChangeOfLoss()
    {
        using var scope = NewDisposeScope();
        using var model = Model(dropout: 0.4);
        var windows = Windows();
        var learner = Fused(model, negatives: 40);
        var direction = model.parameters().Select(parameter => randn_like(parameter) * 1e-3).ToArray();

        learner.Compute(windows, seed: 8);
        double predicted = model.parameters().Zip(direction).Sum(pair =>
            System.Numerics.Tensors.TensorPrimitives.Dot(learner.Of(pair.First), pair.Second.data<float>().ToArray()));
        double change = LossAt(1) - LossAt(-1);

        // The same seed drops and draws the same, so the loss is smooth along any line.
        Assert.Equal(1, change / (2 * predicted), 0.02);

        double LossAt(int sign)
        {
            using var noGradients = no_grad();
            Move(sign);
            double loss = learner.Compute(windows, seed: 8);
            Move(-sign);
            return loss;
        }

        void Move(int sign)
        {
            foreach (var (parameter, step) in model.parameters().Zip(direction))
            {
                parameter.add_(step * sign);
            }
        }
    }

    [Fact]
    public void Compute_SameSeed_SameBits()
    {
        using var model = Model(dropout: 0.4);
        var windows = Windows();
        var learner = Fused(model, negatives: 40);

        double first = learner.Compute(windows, seed: 8);
        float[] gradient = learner.Of(model.Embeddings).ToArray();
        double other = learner.Compute(windows, seed: 9);
        double second = learner.Compute(windows, seed: 8);

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.True(gradient.AsSpan().SequenceEqual(learner.Of(model.Embeddings)));
    }

    [Fact]
    public void Compute_WeightedRows_CountByTheirWeights()
    {
        using var model = Model(dropout: 0);
        var learner = Fused(model, negatives: 0);
        var both = new RaggedBatch([2, 3], [1, 2, 3, 4, 5], [2, 3, 4, 5, 6], [3, 3, 0, 0, 0]);
        var first = new RaggedBatch([2], [1, 2], [2, 3], []);

        Assert.Equal(learner.Compute(first, seed: 1), learner.Compute(both, seed: 1), 1e-5);
    }

    private static List<TrainingWindow> Windows()
    {
        var random = new Random(5);
        return [.. Lengths.Select(length => new TrainingWindow(Enumerable.Range(0, length).Select(_ => random.Next(Items)).ToArray()))];
    }

    /// <summary>Up to three of twelve features an item, some with none.</summary>
    private static ItemFeatureMatrix Features()
    {
        var random = new Random(11);
        int[] counts = [.. Enumerable.Range(0, Items).Select(_ => random.Next(4))];
        int[] offsets = [0, .. counts.Select((_, item) => counts.Take(item + 1).Sum())];
        return new ItemFeatureMatrix(
            12,
            offsets,
            [.. Enumerable.Range(0, offsets[^1]).Select(_ => random.Next(12))],
            [.. Enumerable.Range(0, offsets[^1]).Select(_ => (float)random.NextDouble())]);
    }

    private static TorchLearner Torch(SequenceModel model) => new(model, new TrainingOptions { Negatives = 0 });

    private static FusedLearner Fused(SequenceModel model, int negatives) => new(model, new TrainingOptions { Negatives = negatives });

    private static SequenceModel Model(double dropout, double temperature = 0, bool seesInteractions = false, ItemFeatureMatrix? features = null)
    {
        var model = new SequenceModel(new EncoderShape(EncoderKind.Gated, Dimension, Layers: 2, dropout) { Temperature = temperature, SeesInteractions = seesInteractions }, Items, features);

        // Trained weights are larger than fresh ones: a mistake must not hide behind small numbers.
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in model.parameters())
        {
            parameter.add_(randn_like(parameter) * 0.1);
        }

        return model;
    }

    private static void AssertNear(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        float size = MathF.Max(1e-3f, MathF.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(expected)));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - found[i]) <= 1e-4f * size, $"{name}, number {i}: {found[i]}, by Torch {expected[i]}");
        }
    }
}
