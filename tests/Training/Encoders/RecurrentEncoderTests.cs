using Manidala.Training.Encoders;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Encoders;

[Collection(TorchCollection.Name)]
public sealed class RecurrentEncoderTests
{
    public RecurrentEncoderTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(7);
    }

    public static TheoryData<int> Kinds => new((int)EncoderKind.LinearRecurrent, (int)EncoderKind.Gated, (int)EncoderKind.Gru);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_OverWholeWindows_EqualsForward(int kind)
    {
        using var scope = NewDisposeScope();
        var encoder = Encoder(kind);
        var items = randn(3, 40, encoder.Dimension);

        var whole = encoder.forward(items);

        var state = zeros(3, encoder.StateSize);
        for (int time = 0; time < 40; time++)
        {
            (state, var query) = encoder.Step(state, items[.., time]);
            Assert.True(query.allclose(whole[.., time], rtol: 0, atol: 1e-4), $"at time {time}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_DifferentPadding_SameQueriesBeforeIt(int kind)
    {
        using var scope = NewDisposeScope();
        var encoder = Encoder(kind);
        var items = randn(2, 9, encoder.Dimension);

        var padded = encoder.forward(cat([items, randn(2, 5, encoder.Dimension)], dim: 1));

        Assert.True(padded.narrow(1, 0, 9).allclose(encoder.forward(items), rtol: 0, atol: 1e-6));
    }

    [Fact]
    public void Create_LinearRecurrent_StartsFromWeightsThatDiffer()
    {
        using var encoder = new LinearRecurrentEncoder(dimension: 32, layers: 1, dropout: 0);

        float[] weights = encoder.Layers[0].Inner.weight!.data<float>().ToArray();

        Assert.InRange(MathF.Sqrt(weights.Average(weight => weight * weight)), 0.015f, 0.02f);
        Assert.Equal(0, weights.Average(), 1e-3);
        Assert.InRange(weights.Max(MathF.Abs), 0.03f, 0.04f);
    }

    private static RecurrentEncoder Encoder(int kind)
    {
        var encoder = (RecurrentEncoder)new EncoderShape((EncoderKind)kind, Dimension: 12, Layers: 2, Dropout: 0.3).Create();
        encoder.eval();
        return encoder;
    }
}
