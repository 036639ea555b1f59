using System.Globalization;
using Manidala.Engine.Sessions;
using Microsoft.Data.Sqlite;

namespace Manidala.Bench.Doctor;

/// <summary>Looks whether a data folder's databases are whole and agree with each other. Changes nothing, and may run beside a server.</summary>
internal static class DatabaseCheck
{
    private const string Main = "manidala.db";
    private const string Grains = "grains.db";

    // Of a session's key: Orleans' storage puts the first character before it, and the grains the other two.
    private const string UserKey = "=u:";

    /// <exception cref="InvalidDataException">There is no database in the folder, or one that cannot be opened at all.</exception>
    public static DatabaseReport Run(string folder, TimeProvider time)
    {
        try
        {
            using SqliteConnection main = Open(folder, Main);
            using SqliteConnection grains = Open(folder, Grains);
            var findings = new List<DatabaseFinding>
            {
                Look(main, $"{Main} is whole", DatabaseRules.Whole),
                Look(grains, $"{Grains} is whole", DatabaseRules.Whole),
            };

            // A damaged file may answer anything: what it is asked then says nothing.
            if (findings.Exists(finding => finding.Faults > 0))
            {
                return Report(folder, time, 0, 0, findings);
            }

            findings.AddRange(DatabaseRules.OfJournal.Select(rule => Look(main, rule.Rule, rule.Faults)));
            (DatabaseFinding ahead, long snapshots) = LookAtSnapshots(main, grains);
            findings.Add(ahead);
            return Report(folder, time, Number(main, "SELECT COUNT(*) FROM interaction"), snapshots, findings);
        }
        catch (SqliteException refused)
        {
            throw new InvalidDataException($"{folder} cannot be checked: {refused.Message}", refused);
        }
    }

    private static DatabaseReport Report(string folder, TimeProvider time, long interactions, long snapshots, IReadOnlyList<DatabaseFinding> findings) =>
        new(time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), folder, interactions, snapshots, findings);

    /// <summary>A snapshot is written after what it reflects was committed: it can only be of an interaction of its user that is there.</summary>
    private static (DatabaseFinding Finding, long Snapshots) LookAtSnapshots(SqliteConnection main, SqliteConnection grains)
    {
        long read = 0, ahead = 0;
        string? first = null;
        using SqliteCommand find = main.CreateCommand();
        find.CommandText = "SELECT COUNT(*) FROM interaction WHERE sequence = @sequence AND user_id = @user";
        SqliteParameter sequenceOf = find.Parameters.Add("@sequence", SqliteType.Integer);
        SqliteParameter userOf = find.Parameters.Add("@user", SqliteType.Text);
        using SqliteCommand all = grains.CreateCommand();
        all.CommandText = "SELECT GrainIdExtensionString, PayloadBinary FROM OrleansStorage WHERE PayloadBinary IS NOT NULL AND GrainIdExtensionString LIKE @key";
        all.Parameters.AddWithValue("@key", UserKey + "%");
        using SqliteDataReader rows = all.ExecuteReader();
        while (rows.Read())
        {
            if (!SessionSnapshot.TryFindSequence(rows.GetFieldValue<byte[]>(1), InteractionTypes.Default, out long sequence))
            {
                continue; // Of an older format: the session is replayed, and nobody misses it.
            }

            read++;
            sequenceOf.Value = sequence;
            userOf.Value = rows.GetString(0)[UserKey.Length..];
            if ((long)find.ExecuteScalar()! == 0)
            {
                ahead++;
                first ??= string.Create(CultureInfo.InvariantCulture, $"a snapshot of interaction {sequence}, which is not one of its user's");
            }
        }

        return (new DatabaseFinding("every snapshot is of an interaction that the journal has", ahead, first), read);
    }

    private static DatabaseFinding Look(SqliteConnection connection, string rule, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        long faults = 0;
        string? first = null;
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            faults++;
            first ??= reader.GetString(0);
        }

        return new DatabaseFinding(rule, faults, first);
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteConnection Open(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{folder} holds no {name}; expected a data folder, as ./manidala up makes one.");
        }

        // Not read-only: after a crash the write-ahead log is read into the file first. A pool would hold it open.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
