using Manidala.Training.Kernels;
using static Manidala.Training.Kernels.MatrixKernel;

namespace Manidala.Training.Tests.Kernels;

public sealed unsafe class MatrixKernelTests
{
    [Theory]
    [InlineData(1, 16, 1, false)]
    [InlineData(5, 17, 3, false)]
    [InlineData(6, 16, 64, true)]
    [InlineData(13, 40, 7, true)]
    [InlineData(200, 33, 65, false)]
    public void Multiply_AnyShape_EqualsThreeLoops(int rows, int columns, int depth, bool isTransposed)
    {
        var random = new Random(rows + columns);
        var a = Numbers(random, rows * depth);
        var b = Numbers(random, depth * columns);
        int width = Padded(columns);
        var c = new PinnedFloats(rows * width);
        var panels = new PinnedFloats(depth * width);
        var left = isTransposed ? Left.Transposed(a.Pointer, rows, depth, rows) : Left.Of(a.Pointer, rows, depth, depth);

        Pack(b.Pointer, depth, columns, columns, panels.Pointer);
        Multiply(left, panels.Pointer, columns, c.Pointer, width, adds: false);
        Multiply(left, panels.Pointer, columns, c.Pointer, width, adds: true);

        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = Enumerable.Range(0, depth).Sum(p => (double)a.Span[isTransposed ? (p * rows) + i : (i * depth) + p] * b.Span[(p * columns) + j]);
                Assert.Equal(2 * sum, c.Span[(i * width) + j], 1e-4);
            }
        }

        GC.KeepAlive((a, b, c, panels));
    }

    [Fact]
    public void PackTransposed_TransposeOfAMatrix_EqualsPackOfThatMatrix()
    {
        var random = new Random(4);
        var matrix = Numbers(random, 5 * 21);
        var transpose = new PinnedFloats(5 * 21);
        for (int p = 0; p < 5; p++)
        {
            for (int j = 0; j < 21; j++)
            {
                transpose.Span[(j * 5) + p] = matrix.Span[(p * 21) + j];
            }
        }

        var packed = new PinnedFloats(5 * 32);
        var other = new PinnedFloats(5 * 32);
        Pack(matrix.Pointer, 5, 21, 21, packed.Pointer);
        PackTransposed(transpose.Pointer, 5, 21, 5, other.Pointer);

        Assert.True(packed.Span.SequenceEqual(other.Span));
        GC.KeepAlive((matrix, transpose, packed, other));
    }

    private static PinnedFloats Numbers(Random random, int count)
    {
        var numbers = new PinnedFloats(count);
        foreach (ref float number in numbers.Span)
        {
            number = (float)(random.NextDouble() - 0.5);
        }

        return numbers;
    }
}
