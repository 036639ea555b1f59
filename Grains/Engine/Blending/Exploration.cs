namespace Manidala.Engine.Blending;

/// <summary>
/// Walks through a list in an order that looks random and visits each entry once, without a copy of it: a start and a stride that shares no
/// factor with the length, both from the seed.
/// </summary>
internal struct Exploration
{
    private readonly int[] _items;
    private readonly int _stride;
    private int _position;
    private int _left;

    public Exploration(int[] items, ulong seed)
    {
        _items = items;
        _left = items.Length;
        if (items.Length == 0)
        {
            return;
        }

        ulong mixed = Mix(seed);
        _position = (int)(mixed % (ulong)items.Length);
        _stride = (int)(Mix(mixed) % (ulong)items.Length);
        while (GreatestCommonDivisor(Math.Max(1, _stride), items.Length) != 1)
        {
            _stride = (_stride % items.Length) + 1;
        }

        _stride = Math.Max(1, _stride);
    }

    public bool TryNext(out int item)
    {
        if (_left == 0)
        {
            item = -1;
            return false;
        }

        item = _items[_position];
        _position = (int)(((long)_position + _stride) % _items.Length);
        _left--;
        return true;
    }

    // The finaliser of SplitMix64.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static int GreatestCommonDivisor(int a, int b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
