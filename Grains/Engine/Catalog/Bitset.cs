using System.Numerics;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(ReadOnlySpan<ulong> bits, int number) => (bits[number >> 6] & (1UL << number)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<ulong> bits, int number) => bits[number >> 6] |= 1UL << number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Remove(Span<ulong> bits, int number) => bits[number >> 6] &= ~(1UL << number);
}
