using System.Runtime.InteropServices;
using Manidala.Training.Packing;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Packing;

public sealed class NpyReaderTests : IDisposable
{
    private static readonly float[] Values = [1.5f, -2, 0.25f, 8, 0, -0.125f];

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.Sub("a.npy");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<f2", 1)]
    [InlineData("<f4", 1)]
    [InlineData("<f4", 2)]
    [InlineData("<f4", 3)]
    [InlineData("<f8", 1)]
    public void Read_AnyWidthAndVersion_GivesShapeAndNumbers(string type, byte version)
    {
        byte[] numbers = type switch
        {
            "<f2" => MemoryMarshal.AsBytes<Half>([.. Values.Select(value => (Half)value)]).ToArray(),
            "<f8" => MemoryMarshal.AsBytes<double>([.. Values.Select(value => (double)value)]).ToArray(),
            _ => MemoryMarshal.AsBytes<float>(Values).ToArray(),
        };
        NpyFile.Write(Path, numbers, type, "(3, 2)", version: version);

        NpyArray array = NpyReader.Read(Path);

        Assert.Equal([3L, 2L], array.Shape);
        Assert.Equal(Values, array.Values);
    }

    [Fact]
    public void Read_MoreThanAChunk_IsWhole()
    {
        float[] many = [.. Enumerable.Range(0, 600_000).Select(number => (float)number)];

        Assert.Equal(many, NpyReader.Read(NpyFile.Write(Path, many, 600_000)).Values);
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (3, 2), }", "numbers of type '|O'")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (3, 2), }", "numbers of type '<i8'")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (3, 2), }", "numbers of type '>f4'")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (3, 2), }", "Fortran order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3), }", "found 24 bytes of numbers; expected 36")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "found 24 bytes of numbers; expected 16")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }", "at most 2147483591 numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-3, 2), }", "the shape (-3, 2)")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3, 2), }", "expected a plain array")]
    [InlineData("no header", "expected a plain array")]
    public void Read_ArrayOfAnotherKind_SaysFoundAndExpected(string header, string expected)
    {
        NpyFile.WriteHeader(Path, header, MemoryMarshal.AsBytes<float>(Values).ToArray());

        string message = Assert.Throws<PackException>(() => NpyReader.Read(Path)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith(Path, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "found NaN in row 2")]
    [InlineData(float.NegativeInfinity, "found -Infinity in row 2")]
    public void Read_NumberNotFinite_NamesTheRow(float value, string expected)
    {
        NpyFile.Write(Path, [1, 2, 3, 4, 5, value], 3, 2);

        Assert.Contains(expected, Assert.Throws<PackException>(() => NpyReader.Read(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DoubleBeyondFloats_IsRefused()
    {
        NpyFile.Write(Path, MemoryMarshal.AsBytes<double>([1.0, 1e300]).ToArray(), "<f8", "(2,)");

        Assert.Contains("in row 1", Assert.Throws<PackException>(() => NpyReader.Read(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(NpyFile.Write(Path, Values, 3, 2));

        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            Assert.Throws<PackException>(() => NpyReader.Read(Path));
        }
    }
}
