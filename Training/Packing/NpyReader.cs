using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Manidala.Training.Packing;

/// <summary>Reads arrays of 16-, 32- and 64-bit floats as 32-bit ones; refuses what is not one, naming it.</summary>
internal static class NpyReader
{
    private const int ChunkNumbers = 1 << 18;

    /// <exception cref="PackException">The file is not a whole array of finite floats in C order.</exception>
    public static NpyArray Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        NpyHeader header = NpyHeader.Read(file, path);
        int width = header.Type switch
        {
            "<f2" => 2,
            "<f4" => 4,
            "<f8" => 8,
            _ => throw Refusal(path, $"numbers of type '{header.Type}'", "'<f4', '<f8' or '<f2': array.astype('float32')"),
        };
        if (header.IsFortran)
        {
            throw Refusal(path, "columns one after the other (Fortran order)", "rows: numpy.ascontiguousarray(array)");
        }

        return new NpyArray(header.Shape, ReadNumbers(file, path, header, width));
    }

    private static float[] ReadNumbers(FileStream file, string path, NpyHeader header, int width)
    {
        long count = Count(header, path);
        if (file.Length - file.Position != count * width)
        {
            throw Refusal(path, $"{file.Length - file.Position} bytes of numbers", $"{count * width} for the shape ({string.Join(", ", header.Shape)})");
        }

        float[] values = new float[count];
        byte[] raw = new byte[ChunkNumbers * width];
        for (int at = 0; at < values.Length; at += ChunkNumbers)
        {
            Span<float> chunk = values.AsSpan(at, Math.Min(ChunkNumbers, values.Length - at));
            Span<byte> bytes = raw.AsSpan(0, chunk.Length * width);
            file.ReadExactly(bytes);
            Convert(bytes, chunk, width);
            RefuseNonFinite(chunk, at, path, header);
        }

        return values;
    }

    private static long Count(NpyHeader header, string path)
    {
        long count = 1;
        foreach (long length in header.Shape)
        {
            // Divided rather than multiplied: a shape from outside may overflow.
            if (length > 0 && count > Array.MaxLength / length)
            {
                throw Refusal(path, $"the shape ({string.Join(", ", header.Shape)})", $"at most {Array.MaxLength} numbers");
            }

            count *= length;
        }

        return count;
    }

    private static void Convert(ReadOnlySpan<byte> bytes, Span<float> values, int width)
    {
        switch (width)
        {
            case 2:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case 4:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            default:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), values);
                break;
        }
    }

    private static void RefuseNonFinite(ReadOnlySpan<float> chunk, long first, string path, NpyHeader header)
    {
        if (TensorPrimitives.IsFiniteAll(chunk))
        {
            return;
        }

        int at = 0;
        while (float.IsFinite(chunk[at]))
        {
            at++;
        }

        long rowLength = header.Shape.Skip(1).Aggregate(1L, (product, length) => product * length);
        throw Refusal(path, $"{chunk[at]} in row {(first + at) / rowLength}", "numbers that are finite as 32-bit floats");
    }

    private static PackException Refusal(string path, string found, string expected) => new($"{path}: found {found}; expected {expected}.");
}
