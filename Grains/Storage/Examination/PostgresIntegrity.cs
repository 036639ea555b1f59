using System.Data.Common;
using Manidala.Storage.Postgres;
using Manidala.Storage.Sql;
using Npgsql;

namespace Manidala.Storage.Examination;

/// <summary>Reads all of a PostgreSQL database's journal and models and holds them to what has to be so, as of one moment.</summary>
internal static class PostgresIntegrity
{
    private static readonly (string Rule, string Faults)[] Rules =
    [
        ("every interaction has its key",
            """
            SELECT 'interaction ' || sequence FROM interaction
            WHERE NOT EXISTS (
                SELECT FROM interaction_key AS known
                WHERE known.user_id = interaction.user_id AND known.event_key = interaction.event_key AND known.sequence = interaction.sequence)
            """),
        ("a user has each interaction once",
            "SELECT COUNT(*) || ' interactions up to ' || MAX(sequence) || ' with one id of their user' FROM interaction GROUP BY user_id, event_key HAVING COUNT(*) > 1"),
        ("no sequence is given out again",
            "SELECT 'interaction ' || MAX(sequence) || ' above ' || last_value FROM interaction_key, interaction_sequence_seq GROUP BY last_value HAVING MAX(sequence) > last_value"),
        ("all files of a model are as long as they were published",
            "SELECT name || ' of model ' || version FROM model_file GROUP BY version, name HAVING SUM(octet_length(content)) <> MAX(file_bytes)"),
    ];

    public static async Task<IntegrityReport> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = PostgresOpener.Source(connectionString);
        await using (source.ConfigureAwait(false))
        {
            NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                // One moment for all of them: others write meanwhile.
                await connection.Command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").ExecuteAsync(cancellationToken).ConfigureAwait(false);
                List<IntegrityFinding> findings = [];
                foreach ((string rule, string faults) in Rules)
                {
                    findings.Add(await LookAsync(connection, rule, faults, cancellationToken).ConfigureAwait(false));
                }

                long interactions = await connection.Command("SELECT COUNT(*) FROM interaction").ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
                return new(interactions, Snapshots: 0, findings);
            }
        }
    }

    private static async Task<IntegrityFinding> LookAsync(DbConnection connection, string rule, string sql, CancellationToken cancellationToken)
    {
        // However many there are, one of them is enough to go on with.
        List<(long Faults, string? First)> found = await connection.Command($"SELECT COUNT(*), MIN(fault) FROM ({sql}) AS faults (fault)")
            .ListAsync(row => (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1)), cancellationToken).ConfigureAwait(false);
        return new(rule, found[0].Faults, found[0].First);
    }
}
