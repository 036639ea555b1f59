using Manidala.Training.Encoders;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Encoders;

[Collection(TorchCollection.Name)]
public sealed class TransformerEncoderTests
{
    private const int Dimension = 12;
    private const int Length = 9;
    private const double Temperature = 0.1;

    public TransformerEncoderTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(7);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    public void Forward_RandomItems_EqualsPlainLoops(int blocks, int heads)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var encoder = Encoder(blocks, heads);
        var items = randn(2, 7, Dimension);

        var whole = encoder.forward(items);

        for (int user = 0; user < 2; user++)
        {
            float[][] rows = [.. Enumerable.Range(0, 7).Select(place => Values(items[user, place]))];
            float[][] expected = Slow(encoder, rows);
            for (int place = 0; place < rows.Length; place++)
            {
                AssertNear(expected[place], Values(whole[user, place]));
            }
        }
    }

    [Fact]
    public void Forward_DifferentPadding_SameQueriesBeforeIt()
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder(blocks: 2, heads: 2);
        var items = randn(2, 5, Dimension);

        var padded = encoder.forward(cat([items, randn(2, 4, Dimension) * 100], dim: 1));

        Assert.True(padded.narrow(1, 0, 5).allclose(encoder.forward(items), rtol: 0, atol: 1e-5));
    }

    [Fact]
    public void Forward_LongerThanItsPositions_SaysSo()
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder(blocks: 1, heads: 1);

        var failure = Assert.Throws<ArgumentException>(() => encoder.forward(randn(1, Length + 1, Dimension)));

        Assert.Contains("Found 10 interactions; expected at most 9", failure.Message, StringComparison.Ordinal);
    }

    private static TransformerEncoder Encoder(int blocks, int heads)
    {
        var encoder = new TransformerEncoder(Dimension, blocks, heads, Length, dropout: 0.3, Temperature);
        using var noGradients = no_grad();
        foreach (var parameter in encoder.parameters())
        {
            parameter.add_(randn_like(parameter) * 0.2);
        }

        encoder.eval();
        return encoder;
    }

    private static float[][] Slow(TransformerEncoder encoder, float[][] items)
    {
        float[][] x = [.. items.Select((item, place) => Sum(Times(item, Math.Sqrt(Dimension)), Values(encoder.Positions[place])))];
        foreach (TransformerBlock block in encoder.Blocks)
        {
            x = Slow(block, x);
        }

        return [.. x.Select(row => Normal(row, encoder.Final)).Select(row => Times(row, 1 / (Temperature * Math.Sqrt(row.Sum(value => value * value)))))];
    }

    private static float[][] Slow(TransformerBlock block, float[][] x)
    {
        float[][] mix = [.. x.Select(row => Linear(Normal(row, block.MixNorm), block.Mix))];
        int width = Dimension / block.Heads;
        var result = new float[x.Length][];
        for (int place = 0; place < x.Length; place++)
        {
            var answer = new float[Dimension];
            for (int head = 0; head < block.Heads; head++)
            {
                int from = head * width;
                double[] shares = [.. Enumerable.Range(0, place + 1).Select(other => Math.Exp(
                    Enumerable.Range(from, width).Sum(at => mix[place][at] * mix[other][Dimension + at]) / Math.Sqrt(width)))];
                for (int at = from; at < from + width; at++)
                {
                    answer[at] = (float)(shares.Select((share, other) => share * mix[other][(2 * Dimension) + at]).Sum() / shares.Sum());
                }
            }

            float[] mixed = Sum(x[place], Linear(answer, block.Mixed));
            float[] inner = [.. Linear(Normal(mixed, block.InnerNorm), block.Inner).Select(value => MathF.Max(0, value))];
            result[place] = Sum(mixed, Linear(inner, block.Outer));
        }

        return result;
    }

    private static float[] Normal(float[] row, TorchSharp.Modules.LayerNorm norm)
    {
        double mean = row.Average();
        double deviation = Math.Sqrt(row.Average(value => (value - mean) * (value - mean)) + 1e-5);
        float[] weight = Values(norm.weight!);
        float[] bias = Values(norm.bias!);
        return [.. row.Select((value, at) => (float)((value - mean) / deviation * weight[at]) + bias[at])];
    }

    private static float[] Linear(float[] row, TorchSharp.Modules.Linear linear)
    {
        float[] weight = Values(linear.weight!);
        return [.. Values(linear.bias!).Select((bias, output) => bias + row.Select((value, at) => value * weight[(output * row.Length) + at]).Sum())];
    }

    private static float[] Sum(float[] a, float[] b) => [.. a.Zip(b, (left, right) => left + right)];

    private static float[] Times(float[] row, double factor) => [.. row.Select(value => (float)(value * factor))];

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static void AssertNear(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-3);
        }
    }
}
