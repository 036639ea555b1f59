using Manidala.Storage.Journal;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>
/// Reads histories from the table that has them by user, one stretch of it a user, and what that lacks yet by its sequences. Keeps one connection with prepared
/// statements. Not thread-safe.
/// </summary>
internal sealed class SqliteHistory : IHistorySource
{
    private const string Columns = "sequence, item_id, type, happened_ms, value";

    private readonly SqliteFile _file;
    private readonly SqliteTail _tail;
    private readonly HistoryRows _rows = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _last;
    private readonly SqliteStatement _merged;
    private readonly SqliteStatement _single;
    private string _lastType = "";

    public SqliteHistory(SqliteFile file, SqliteTail tail)
    {
        _file = file;
        _tail = tail;
        _connection = file.Open();
        _begin = new(_connection, "BEGIN");
        _commit = new(_connection, "COMMIT");
        _last = new(_connection, SqliteTailReader.LastSequence);
        _merged = new(_connection, $"SELECT {Columns} FROM interaction_by_user WHERE user_id = ?1 AND sequence > ?2 AND sequence <= ?3");
        _single = new(_connection, $"SELECT {Columns} FROM interaction WHERE sequence = ?1 AND user_id = ?2");
    }

    public Task ReadAsync(IReadOnlyList<HistoryLookup> group)
    {
        try
        {
            if (_tail.Known < 0 || _last.Run() > _tail.Known)
            {
                SqliteTailReader.CatchUp(_connection, _tail);
            }

            // Before the transaction: what leaves the tail was committed to the table, and the transaction sees it there.
            var tails = group.Select(lookup => _tail.Of(lookup.UserId)).ToArray();
            _begin.Run();
            for (int place = 0; place < tails.Length; place++)
            {
                group[place].Complete(Read(group[place], tails[place].Sequences, tails[place].Known));
            }

            _commit.Run();
            return Task.CompletedTask;
        }
        catch (SqliteException exception) when (_file.Translate(exception) is { } clear)
        {
            throw clear;
        }
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in (SqliteStatement[])[_begin, _commit, _last, _merged, _single])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    // All of the user's interactions up to one sequence: the merge that is under way has brought some of those above it and not others.
    private IReadOnlyList<PastInteraction>? Read(HistoryLookup lookup, IReadOnlyList<long> tail, long through)
    {
        _rows.Begin(lookup.IsWholeOrNothing ? lookup.Most + 1 : lookup.Most);
        _merged.Bind(1, lookup.UserId).Bind(2, lookup.After).Bind(3, through);
        bool isTooLong = false;

        // A user's rows lie by event and not by sequence: to find none among ten thousand is to read them all, and after a snapshot there are none.
        while (through > lookup.After && !isTooLong && _merged.Read())
        {
            _rows.Add(Row(_merged));
            isTooLong = lookup.IsWholeOrNothing && _rows.Count > lookup.Most;
        }

        _merged.Reset();
        foreach (long sequence in isTooLong ? [] : tail)
        {
            // Where it is gone, another process has erased the user.
            if (sequence > lookup.After && _single.Bind(1, sequence).Bind(2, lookup.UserId).Read())
            {
                _rows.Add(Row(_single));
            }

            _single.Reset();
        }

        PastInteraction[] history = _rows.Newest();
        return lookup.IsWholeOrNothing && history.Length > lookup.Most ? null : history;
    }

    private PastInteraction Row(SqliteStatement row)
    {
        _lastType = row.Text(2, _lastType);
        return new(row.Number(0), row.Text(1), _lastType, row.Number(3), row.Real(4));
    }
}
