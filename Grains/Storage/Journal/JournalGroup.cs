using Manidala.Engine.Sessions;

namespace Manidala.Storage.Journal;

/// <summary>The interactions of one commit, in order.</summary>
internal sealed class JournalGroup
{
    private readonly List<Interaction> _interactions = [];
    private readonly List<UInt128> _keys = [];

    public int Count => _interactions.Count;

    public Interaction this[int index] => _interactions[index];

    public UInt128 KeyOf(int index) => _keys[index];

    public void Add(IReadOnlyList<Interaction> interactions, UInt128[] keys)
    {
        _interactions.AddRange(interactions);
        _keys.AddRange(keys);
    }
}
