using Manidala.Engine.Sessions;
using Manidala.Storage.Journal;

namespace Manidala.Storage.Tests.Simulation;

/// <summary>What the journal must hold: every event that reached the store, once, in the order in which they did.</summary>
internal sealed class ExpectedJournal
{
    private readonly Dictionary<string, List<(UInt128 Key, string ItemId)>> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<(string UserId, UInt128 Key), long> _acknowledged = [];

    /// <summary>Applies a commit, and answers which of its interactions were there already.</summary>
    public bool[] Apply(IEnumerable<Interaction> interactions) => [.. interactions.Select(one =>
    {
        List<(UInt128 Key, string ItemId)> events = Of(one.UserId);
        UInt128 key = EventKey.Of(one.Id);
        bool isThere = events.Exists(known => known.Key == key);
        if (!isThere)
        {
            events.Add((key, one.ItemId));
        }

        return isThere;
    })];

    public int Erase(string userId)
    {
        int erased = Of(userId).Count;
        Of(userId).Clear();
        foreach ((string UserId, UInt128 Key) gone in _acknowledged.Keys.Where(one => one.UserId == userId).ToList())
        {
            _acknowledged.Remove(gone);
        }

        return erased;
    }

    public void Acknowledge(Interaction interaction, long sequence)
    {
        // Whoever asks again hears of the same place.
        var acknowledged = (interaction.UserId, EventKey.Of(interaction.Id));
        Assert.Equal(sequence, _acknowledged.GetValueOrDefault(acknowledged, sequence));
        _acknowledged[acknowledged] = sequence;
    }

    public void AssertIs(string userId, IReadOnlyList<StoredRow> rows)
    {
        Assert.Equal(Of(userId), rows.Select(row => (row.Key, row.ItemId)));
        Assert.Equal(rows.Select(row => row.Sequence).Order(), rows.Select(row => row.Sequence));
        Dictionary<UInt128, long> places = rows.ToDictionary(row => row.Key, row => row.Sequence);
        Assert.All(_acknowledged.Where(one => one.Key.UserId == userId), one => Assert.Equal(one.Value, places[one.Key.Key]));
    }

    private List<(UInt128 Key, string ItemId)> Of(string userId) =>
        _events.TryGetValue(userId, out List<(UInt128 Key, string ItemId)>? events) ? events : _events[userId] = [];
}
