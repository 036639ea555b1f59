using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Tests.Retrieval;

public sealed class CompactRowsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(64)]
    [InlineData(130)]
    public void Estimate_AnyRow_IsWithinAFewErrorsOfTheScore(int dimension)
    {
        var items = new ClusteredItems(400, dimension, seed: 1);
        ItemVectors vectors = items.Vectors();
        var compact = new CompactRows(vectors, new ParallelOptions());
        float[] query = items.Queries(1);
        float[] scores = new float[400];
        new ItemIndex(vectors).ScoreAll(query, scores);
        sbyte[] numbers = new sbyte[compact.PaddedDimension];
        float step = CompactRows.Quantize(query, numbers);
        float error = compact.ErrorOf(query, step);

        Assert.All(scores, (score, row) => Assert.InRange(compact.Estimate(row, numbers, step), score - (6 * error), score + (6 * error)));
    }

    [Fact]
    public void Sum_ExtremeNumbers_IsTheSameOnEveryProcessor()
    {
        Assert.SkipUnless(Avx2Kernel.IsSupported, "This processor has no AVX2.");
        var random = new Random(2);
        for (int repeat = 0; repeat < 100; repeat++)
        {
            sbyte[] row = Numbers(random);
            sbyte[] query = Numbers(random);

            Assert.Equal(CompactRows.SumPortable(ref row[0], query), CompactRows.SumAvx2(ref row[0], ref query[0], query.Length));
        }
    }

    [Fact]
    public void Quantize_NothingToScale_GivesZeros()
    {
        sbyte[] numbers = [1, 2, 3];

        Assert.Equal(0, CompactRows.Quantize([0, 0, 0], numbers));
        Assert.Equal([0, 0, 0], numbers);
    }

    private static sbyte[] Numbers(Random random) =>
        [.. Enumerable.Range(0, 96).Select(_ => random.Next(3) switch { 0 => (sbyte)127, 1 => (sbyte)-127, _ => (sbyte)random.Next(-127, 128) })];
}
