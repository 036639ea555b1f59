using Manidala.Bench.Drills.Checking;
using Microsoft.Data.Sqlite;

namespace Manidala.Bench.Drills;

/// <summary>Reads the journal of a data folder from its file, when no server runs on it.</summary>
internal sealed class SqliteJournal : IDisposable
{
    private readonly SqliteConnection _connection;

    public SqliteJournal(string data)
    {
        // A pool would hold the file open.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "manidala.db"), Pooling = false }.ToString());
        _connection.Open();
    }

    public IReadOnlyCollection<JournalRow> Read()
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "SELECT value, user_id, sequence, item_id FROM interaction WHERE user_id LIKE @users";
        command.Parameters.AddWithValue("@users", CheckedRequests.UserPrefix + "%");
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<JournalRow>();
        while (reader.Read())
        {
            int user = int.Parse(reader.GetString(1).AsSpan(CheckedRequests.UserPrefix.Length), System.Globalization.CultureInfo.InvariantCulture);
            rows.Add(new JournalRow((long)reader.GetDouble(0), user, reader.GetString(3), reader.GetInt64(2)));
        }

        return rows;
    }

    public void Dispose() => _connection.Dispose();
}
