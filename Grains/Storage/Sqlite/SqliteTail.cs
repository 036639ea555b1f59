namespace Manidala.Storage.Sqlite;

/// <summary>
/// The keys of the newest interactions, which <c>interaction_by_user</c> lacks: those that came since the last merge began, and those that are being merged. Other
/// processes write, too: what is above <see cref="Known"/> is read from the table before anything is looked up. Thread-safe.
/// </summary>
internal sealed class SqliteTail
{
    internal readonly record struct Entry(string UserId, UInt128 Key, long Sequence);

    private readonly Lock _gate = new();
    private Dictionary<string, Dictionary<UInt128, long>> _fresh = NewGeneration();
    private Dictionary<string, Dictionary<UInt128, long>> _merging = NewGeneration();
    private int _freshCount;
    private long _known = -1;

    /// <summary>Up to which sequence every key is here or in the table; -1 before anything was read.</summary>
    public long Known
    {
        get
        {
            lock (_gate)
            {
                return _known;
            }
        }
    }

    /// <summary>How many wait for a merge to begin.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _freshCount;
            }
        }
    }

    /// <summary>Takes what was committed up to a sequence, in order; what is known already is passed over.</summary>
    public void Add(IReadOnlyList<Entry> entries, long through)
    {
        lock (_gate)
        {
            foreach (Entry entry in entries)
            {
                if (entry.Sequence <= _known)
                {
                    continue;
                }

                if (!_fresh.TryGetValue(entry.UserId, out Dictionary<UInt128, long>? keys))
                {
                    _fresh.Add(entry.UserId, keys = []);
                }

                _freshCount += keys.ContainsKey(entry.Key) ? 0 : 1;
                keys[entry.Key] = entry.Sequence;
            }

            _known = Math.Max(_known, through);
        }
    }

    public long? Find(string userId, UInt128 key)
    {
        lock (_gate)
        {
            return FindIn(_fresh, userId, key) ?? FindIn(_merging, userId, key);
        }
    }

    /// <summary>One user's sequences, and up to which sequence they are all here or in the table: to be taken before the table is read.</summary>
    public (IReadOnlyList<long> Sequences, long Known) Of(string userId)
    {
        lock (_gate)
        {
            List<long> sequences = [];
            foreach (var generation in (ReadOnlySpan<Dictionary<string, Dictionary<UInt128, long>>>)[_merging, _fresh])
            {
                if (generation.TryGetValue(userId, out Dictionary<UInt128, long>? keys))
                {
                    sequences.AddRange(keys.Values);
                }
            }

            return (sequences, _known);
        }
    }

    public void Forget(string userId)
    {
        lock (_gate)
        {
            if (_fresh.Remove(userId, out Dictionary<UInt128, long>? keys))
            {
                _freshCount -= keys.Count;
            }

            _merging.Remove(userId);
        }
    }

    /// <summary>Lets go of what the table has by now.</summary>
    public void Trim(long merged)
    {
        lock (_gate)
        {
            var before = _fresh;
            _fresh = NewGeneration();
            _freshCount = 0;
            foreach (var (userId, keys) in before)
            {
                Dictionary<UInt128, long> kept = new(keys.Where(key => key.Value > merged));
                if (kept.Count > 0)
                {
                    _fresh.Add(userId, kept);
                    _freshCount += kept.Count;
                }
            }
        }
    }

    /// <summary>Sets apart what is here, to be merged: its entries in the order of the table, and the sequence up to which the table then has all.</summary>
    public (Entry[] Entries, long Through) BeginMerge()
    {
        lock (_gate)
        {
            _merging = _fresh;
            _fresh = NewGeneration();
            _freshCount = 0;
            Entry[] entries = [.. _merging.SelectMany(user => user.Value.Select(key => new Entry(user.Key, key.Key, key.Value)))];
            Array.Sort(entries, static (one, other) =>
                string.CompareOrdinal(one.UserId, other.UserId) is not 0 and var byUser ? byUser : one.Key.CompareTo(other.Key));
            return (entries, _known);
        }
    }

    /// <summary>The table has them all.</summary>
    public void EndMerge()
    {
        lock (_gate)
        {
            _merging = NewGeneration();
        }
    }

    private static Dictionary<string, Dictionary<UInt128, long>> NewGeneration() => new(StringComparer.Ordinal);

    private static long? FindIn(Dictionary<string, Dictionary<UInt128, long>> generation, string userId, UInt128 key) =>
        generation.TryGetValue(userId, out Dictionary<UInt128, long>? keys) && keys.TryGetValue(key, out long sequence) ? sequence : null;
}
