using System.Globalization;
using Manidala.Engine.Sessions;
using Manidala.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Examination;

/// <summary>Looks whether a data folder's databases are whole and agree with each other. Changes nothing, and may run beside a server.</summary>
internal static class SqliteIntegrity
{
    // Of a session's key: Orleans' storage puts the first character before it, and the grains the other two.
    private const string UserKey = "=u:";

    /// <exception cref="InvalidDataException">There is no database in the folder, or one that cannot be opened at all.</exception>
    public static IntegrityReport Run(string folder)
    {
        if (!File.Exists(Path.Combine(folder, SqliteOpener.MainFile)))
        {
            throw new InvalidDataException($"{folder} holds no {SqliteOpener.MainFile}; expected a data folder, as ./manidala up makes one.");
        }

        try
        {
            using SqliteConnection main = SqliteLook.Open(Path.Combine(folder, SqliteOpener.MainFile));

            // A cache: after a restore there is none until the next start.
            string cache = Path.Combine(folder, SqliteOpener.GrainsFile);
            using SqliteConnection? grains = File.Exists(cache) ? SqliteLook.Open(cache) : null;
            return Run(main, grains);
        }
        catch (SqliteException refused)
        {
            throw new InvalidDataException($"{folder} cannot be checked: {refused.Message}", refused);
        }
    }

    private static IntegrityReport Run(SqliteConnection main, SqliteConnection? grains)
    {
        List<IntegrityFinding> findings = [Look(main, $"{SqliteOpener.MainFile} is whole", SqliteRules.Whole)];
        if (grains is not null)
        {
            findings.Add(Look(grains, $"{SqliteOpener.GrainsFile} is whole", SqliteRules.Whole));
        }

        // A damaged file may answer anything: what it is asked then says nothing.
        if (findings.Exists(finding => finding.Faults > 0))
        {
            return new(0, 0, findings);
        }

        findings.AddRange(SqliteRules.OfJournal.Select(rule => Look(main, rule.Rule, rule.Faults)));
        long snapshots = 0;
        if (grains is not null)
        {
            (IntegrityFinding ahead, snapshots) = LookAtSnapshots(main, grains);
            findings.Add(ahead);
        }

        return new(SqliteLook.Number(main, "SELECT COUNT(*) FROM interaction"), snapshots, findings);
    }

    /// <summary>A snapshot is written after what it reflects was committed: it can only be of an interaction of its user that is there.</summary>
    private static (IntegrityFinding Finding, long Snapshots) LookAtSnapshots(SqliteConnection main, SqliteConnection grains)
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

        return (new IntegrityFinding("every snapshot is of an interaction that the journal has", ahead, first), read);
    }

    private static IntegrityFinding Look(SqliteConnection connection, string rule, string sql)
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

        return new IntegrityFinding(rule, faults, first);
    }
}
