using System.Text;

namespace Manidala.Training.Data;

/// <summary>
/// Numbers for ids, in order of first appearance, and back. Ids lie as UTF-8 in large blocks: about thirty bytes each instead of a string and a dictionary's
/// entry. Reading is thread-safe while nobody adds.
/// </summary>
internal sealed class IdTable
{
    private const int BlockBytes = 1 << 20;
    private const int FewestSlots = 1024;
    private readonly List<byte[]> _blocks = [];
    private readonly List<Place> _places = [];

    // Number + 1; 0 is free. At most half of them are taken.
    private int[] _slots = new int[FewestSlots];
    private byte[] _encoded = new byte[256];
    private int _blockEnd = BlockBytes;

    public int Count => _places.Count;

    public string IdOf(int number) => Encoding.UTF8.GetString(BytesOf(number));

    public int GetOrAdd(string id)
    {
        int most = Encoding.UTF8.GetMaxByteCount(id.Length);
        if (_encoded.Length < most)
        {
            _encoded = new byte[most];
        }

        ReadOnlySpan<byte> bytes = _encoded.AsSpan(0, Encoding.UTF8.GetBytes(id, _encoded));
        int slot = Find(bytes);
        if (_slots[slot] > 0)
        {
            return _slots[slot] - 1;
        }

        _places.Add(Store(bytes));
        _slots[slot] = _places.Count;
        if (_places.Count * 2 > _slots.Length)
        {
            Grow();
        }

        return _places.Count - 1;
    }

    private ReadOnlySpan<byte> BytesOf(int number)
    {
        Place place = _places[number];
        return _blocks[place.Block].AsSpan(place.Start, place.Length);
    }

    private int Find(ReadOnlySpan<byte> bytes)
    {
        int mask = _slots.Length - 1;
        int slot = (int)HashOf(bytes) & mask;
        while (_slots[slot] > 0 && !BytesOf(_slots[slot] - 1).SequenceEqual(bytes))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private Place Store(ReadOnlySpan<byte> bytes)
    {
        if (_blockEnd + bytes.Length > BlockBytes)
        {
            _blocks.Add(new byte[Math.Max(BlockBytes, bytes.Length)]);
            _blockEnd = 0;
        }

        bytes.CopyTo(_blocks[^1].AsSpan(_blockEnd));
        var place = new Place(_blocks.Count - 1, _blockEnd, bytes.Length);
        _blockEnd += bytes.Length;
        return place;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (int number = 0; number < _places.Count; number++)
        {
            _slots[Find(BytesOf(number))] = number + 1;
        }
    }

    // FNV-1a, and its high bits mixed into the low ones that choose the slot.
    private static uint HashOf(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * 16777619;
        }

        hash = (hash ^ (hash >> 16)) * 0x7FEB352D;
        return hash ^ (hash >> 15);
    }

    private readonly record struct Place(int Block, int Start, int Length);
}
