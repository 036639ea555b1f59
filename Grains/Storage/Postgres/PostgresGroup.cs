using Manidala.Engine.Sessions;
using Manidala.Storage.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Manidala.Storage.Postgres;

/// <summary>A group on its way: each event once, and what is known of it so far.</summary>
internal sealed class PostgresGroup
{
    internal readonly record struct Row(string UserId, UInt128 Key, long Sequence);

    private readonly record struct Event(string UserId, UInt128 Key);

    private readonly JournalGroup _group;
    private readonly Dictionary<Event, long> _sequences = [];
    private readonly HashSet<Event> _inserted = [];

    /// <summary>Of each event that has no sequence yet, where it comes first in the group; in order.</summary>
    private List<int> _missing = [];

    public PostgresGroup(JournalGroup group)
    {
        _group = group;
        HashSet<Event> seen = new(group.Count);
        for (int i = 0; i < group.Count; i++)
        {
            if (seen.Add(EventAt(i)))
            {
                _missing.Add(i);
            }
        }
    }

    public bool IsComplete => _missing.Count == 0;

    public void AddRowsTo(NpgsqlParameterCollection parameters)
    {
        AddKeysTo(parameters);
        Add(parameters, NpgsqlDbType.Text, interaction => interaction.ItemId);
        Add(parameters, NpgsqlDbType.Text, interaction => interaction.Type);
        Add(parameters, NpgsqlDbType.Double, interaction => interaction.Value);
        Add(parameters, NpgsqlDbType.Bigint, interaction => interaction.TimestampMs);
    }

    public void AddKeysTo(NpgsqlParameterCollection parameters)
    {
        Add(parameters, NpgsqlDbType.Text, interaction => interaction.UserId);
        byte[][] keys = [.. _missing.Select(i => EventKey.ToBytes(_group.KeyOf(i)))];
        parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = keys, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
    }

    public void Inserted(List<Row> rows)
    {
        rows.ForEach(row => _inserted.Add(new(row.UserId, row.Key)));
        Found(rows);
    }

    public void Found(List<Row> rows)
    {
        rows.ForEach(row => _sequences[new(row.UserId, row.Key)] = row.Sequence);
        _missing = _missing.FindAll(i => !_sequences.ContainsKey(EventAt(i)));
    }

    public AppendResult[] Results()
    {
        AppendResult[] results = new AppendResult[_group.Count];
        for (int i = 0; i < results.Length; i++)
        {
            // The first of its kind in the group is the one that was inserted, if any was.
            results[i] = new(_sequences[EventAt(i)], IsDuplicate: !_inserted.Remove(EventAt(i)));
        }

        return results;
    }

    private Event EventAt(int index) => new(_group[index].UserId, _group.KeyOf(index));

    private void Add<T>(NpgsqlParameterCollection parameters, NpgsqlDbType type, Func<Interaction, T> column)
    {
        T[] values = [.. _missing.Select(i => column(_group[i]))];
        parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
