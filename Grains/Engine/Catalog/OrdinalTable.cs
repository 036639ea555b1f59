namespace Manidala.Engine.Catalog;

/// <summary>
/// From ids to ordinals without a copy of the ids: a hash table of ordinals, whose ids the asking snapshot's own pages know. Snapshots share one while there is
/// room: an ordinal that is newer than a snapshot leads to no id of its pages, and so to the next place. One thread adds, any number read.
/// </summary>
internal sealed class OrdinalTable
{
    private const int LeastRoom = 16;

    // Ordinals from 1, since 0 is an empty place.
    private readonly int[] _places;
    private int _count;

    /// <param name="room">For so many ordinals.</param>
    public OrdinalTable(int room) => _places = new int[checked((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(LeastRoom, room)) * 2)];

    private int Mask => _places.Length - 1;

    public bool HasRoomFor(int more) => _count + more <= _places.Length / 2;

    public void Add(string id, int ordinal)
    {
        int place = Hash(id) & Mask;
        while (_places[place] != 0 && _places[place] != ordinal + 1)
        {
            place = (place + 1) & Mask;
        }

        _count += _places[place] == 0 ? 1 : 0;
        Volatile.Write(ref _places[place], ordinal + 1);
    }

    /// <summary>The id's ordinal in the snapshot; -1 where it has none.</summary>
    public int Find(string id, CatalogSnapshot snapshot)
    {
        for (int place = Hash(id) & Mask; Volatile.Read(ref _places[place]) is var found and not 0; place = (place + 1) & Mask)
        {
            if (snapshot.Holds(found - 1) && snapshot.Entry(found - 1).Id == id)
            {
                return found - 1;
            }
        }

        return -1;
    }

    private static int Hash(string id) => string.GetHashCode(id, StringComparison.Ordinal);
}
