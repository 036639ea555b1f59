using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Manidala.Engine.Catalog;

/// <summary>Sets of small numbers as bits: number i is bit i % 64 of word i / 64.</summary>
public static class Bitset
{
    public static int WordsFor(int count) => (count + 63) >> 6;

    public static int Count(ReadOnlySpan<ulong> bits)
    {
        int count = 0;
        foreach (ulong word in bits)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>The numbers of both sets, as a new one; they are of the same length.</summary>
    public static ulong[] And(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other)
    {
        var both = new ulong[one.Length];
        TensorPrimitives.BitwiseAnd(one, other, both);
        return both;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(ReadOnlySpan<ulong> bits, int number) => (bits[number >> 6] & (1UL << number)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<ulong> bits, int number) => bits[number >> 6] |= 1UL << number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Remove(Span<ulong> bits, int number) => bits[number >> 6] &= ~(1UL << number);
}
