using System.Numerics;

namespace Manidala.Engine.Sessions;

/// <summary>The items that a user interacted with, by ordinal; bounded, the oldest forgotten first. Not thread-safe.</summary>
public sealed class SeenItems(int capacity)
{
    // A ring in order of arrival and an open-addressing table over it: 8 to 16 bytes an item where a HashSet and a Queue take 40.
    private const int Free = -1;

    private int[] _ring = new int[Math.Min(16, capacity)];
    private int[] _table = NewTable(32);
    private int _start;

    public int Count { get; private set; }

    /// <summary>The item at this place, oldest first.</summary>
    public int this[int index] => _ring[(_start + index) % _ring.Length];

    public bool Contains(int item)
    {
        for (int slot = SlotOf(item); _table[slot] != Free; slot = Next(slot))
        {
            if (_table[slot] == item)
            {
                return true;
            }
        }

        return false;
    }

    public void Add(int item)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        if (Contains(item))
        {
            return;
        }

        if (Count == capacity)
        {
            ForgetOldest();
        }

        GrowIfFull();
        _ring[(_start + Count) % _ring.Length] = item;
        Count++;
        Insert(item);
    }

    /// <summary>Makes room for as many at once, where doubling would fill table after table.</summary>
    public void EnsureCapacity(int items)
    {
        if (Math.Min(items, capacity) > _ring.Length)
        {
            Resize((int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)items), (uint)capacity));
        }
    }

    public void Clear()
    {
        Count = 0;
        _start = 0;
        Array.Fill(_table, Free);
    }

    private void ForgetOldest()
    {
        int oldest = _ring[_start];
        _start = (_start + 1) % _ring.Length;
        Count--;

        int hole = SlotOf(oldest);
        while (_table[hole] != oldest)
        {
            hole = Next(hole);
        }

        // Entries behind the hole that hashed to it or before it move up, so that no look-up stops too early.
        for (int slot = Next(hole); _table[slot] != Free; slot = Next(slot))
        {
            int home = SlotOf(_table[slot]);
            bool stays = hole < slot ? home > hole && home <= slot : home > hole || home <= slot;
            if (!stays)
            {
                _table[hole] = _table[slot];
                hole = slot;
            }
        }

        _table[hole] = Free;
    }

    private void GrowIfFull()
    {
        if (Count == _ring.Length)
        {
            Resize(Math.Min(_ring.Length * 2, capacity));
        }
    }

    private void Resize(int length)
    {
        var ring = new int[length];
        for (int index = 0; index < Count; index++)
        {
            ring[index] = this[index];
        }

        _ring = ring;
        _start = 0;
        _table = NewTable(ring.Length * 2);
        for (int index = 0; index < Count; index++)
        {
            Insert(ring[index]);
        }
    }

    private void Insert(int item)
    {
        int slot = SlotOf(item);
        while (_table[slot] != Free)
        {
            slot = Next(slot);
        }

        _table[slot] = item;
    }

    // The product's highest bits: in its lowest ones, ordinals at equal distances (a catalogue in some order, and a user who goes through it) stand side by side,
    // and a long history looks through long runs of them.
    private int SlotOf(int item) => (int)((uint)item * 2654435769u >> BitOperations.LeadingZeroCount((uint)_table.Length - 1));

    private int Next(int slot) => (slot + 1) & (_table.Length - 1);

    private static int[] NewTable(int atLeast)
    {
        var table = new int[BitOperations.RoundUpToPowerOf2((uint)atLeast)];
        Array.Fill(table, Free);
        return table;
    }
}
