using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Tests.Retrieval;

public sealed class ItemVectorsTests
{
    [Fact]
    public void Vector_AnyRow_IsWhatWasGiven()
    {
        var vectors = new ItemVectors([1, 2, 3, 4, 5, 6], [7, 8], 3);

        Assert.Equal([4, 5, 6], vectors.Vector(1).ToArray());
        Assert.Equal(8, vectors.Bias(1));
        Assert.Equal((2, 3), (vectors.Count, vectors.Dimension));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Vector_RowThatIsNotThere_IsRefused(int row)
    {
        var vectors = new ItemVectors([1, 2], [], 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => vectors.Vector(row).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => vectors.Bias(row));
    }
}
