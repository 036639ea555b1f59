using System.Runtime.Intrinsics;
using Manidala.Training.Kernels;

namespace Manidala.Training.Tests.Kernels;

public sealed unsafe class VectorMathTests
{
    [Fact]
    public void Exp_WholeRange_IsRightToSixDigits()
    {
        for (float x = -86; x <= 87; x += 0.013f)
        {
            Assert.Equal(1, VectorMath.Exp(Vector256.Create(x))[3] / Math.Exp(x), 2e-6);
        }
    }

    [Theory]
    [InlineData(-1e30f, 0f)]
    [InlineData(1e30f, 1f)]
    [InlineData(0f, 0.5f)]
    public void Sigmoid_AnyNumber_StaysFinite(float x, float expected) =>
        Assert.Equal(expected, VectorMath.Sigmoid(Vector256.Create(x))[0], 1e-6f);

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.6)]
    public void Dropout_ManyValues_KeepsItsShareAndTheMean(double share)
    {
        var values = new PinnedFloats(100_000);
        values.Span.Fill(1);

        new Dropout(share, seed: 7).Apply(values.Pointer, values.Length, first: 16);

        Assert.Equal(share, values.Span.ToArray().Count(value => value == 0) / 100_000.0, 0.01);
        Assert.Equal(1, values.Span.ToArray().Average(), 0.02);
    }

    [Fact]
    public void Dropout_PartOfASite_DropsWhatTheWholeDoes()
    {
        var whole = new PinnedFloats(4_096);
        var part = new PinnedFloats(1_024);
        whole.Span.Fill(1);
        part.Span.Fill(1);
        var dropout = new Dropout(0.5, seed: 3);

        dropout.Apply(whole.Pointer, 4_096, first: 0);
        dropout.Apply(part.Pointer, 1_024, first: 2_048);

        Assert.True(whole.Span.Slice(2_048, 1_024).SequenceEqual(part.Span));
        GC.KeepAlive((whole, part));
    }
}
