using Manidala.Engine.Sessions;
using Manidala.Storage;

namespace Manidala.Grains.Tests.Simulation;

/// <summary>What outlives every silo: one user's journal, and the row of its snapshot.</summary>
internal sealed class SharedDisk
{
    private readonly List<(long Sequence, Interaction Interaction)> _rows = [];
    private long _last;
    private int _version;

    public IReadOnlyList<(long Sequence, Interaction Interaction)> Rows => _rows;

    /// <summary>How often the user was erased.</summary>
    public int Erasures { get; private set; }

    public (string Version, byte[] Session)? Snapshot { get; private set; }

    public IReadOnlyList<AppendResult> Append(IReadOnlyList<Interaction> interactions) => [.. interactions.Select(one =>
    {
        int found = _rows.FindIndex(row => row.Interaction.Id == one.Id);
        if (found >= 0)
        {
            return new AppendResult(_rows[found].Sequence, IsDuplicate: true);
        }

        _rows.Add((++_last, one));
        return new AppendResult(_last, IsDuplicate: false);
    })];

    /// <summary>Puts a row where it stands in another journal.</summary>
    public void AppendAt(long sequence, Interaction interaction)
    {
        _rows.Add((sequence, interaction));
        _last = sequence;
    }

    public IReadOnlyList<PastInteraction> Read(long after, int limit) =>
    [
        .. _rows.Where(row => row.Sequence > after).TakeLast(limit)
            .Select(row => new PastInteraction(row.Sequence, row.Interaction.ItemId, row.Interaction.Type, row.Interaction.TimestampMs, row.Interaction.Value)),
    ];

    public long Erase()
    {
        Erasures++;
        long erased = _rows.Count;
        _rows.Clear();
        return erased;
    }

    /// <summary>Writes the row over the one that the writer has seen; null removes it.</summary>
    public string? Replace(string? seen, byte[]? session)
    {
        if (seen != Snapshot?.Version)
        {
            throw new Orleans.Storage.InconsistentStateException("Another silo wrote the snapshot.", Snapshot?.Version ?? "none", seen ?? "none");
        }

        Snapshot = session is null ? null : ($"v{++_version}", session);
        return Snapshot?.Version;
    }
}
