using System.Data.Common;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Examination;

/// <summary>What a silo's role has to be allowed, beside what it is.</summary>
internal static class PostgresRights
{
    private const string All = "SELECT, INSERT, UPDATE, DELETE";

    private static readonly (string Table, string Rights)[] Needed =
    [
        ("manidala_schema", "SELECT"),
        ("journal", "SELECT"),
        ("orleansquery", "SELECT"),
        ("orleansstorage", All),
        ("orleansmembershiptable", All),
        ("orleansmembershipversiontable", All),
        ("interaction", "SELECT, INSERT, DELETE"),
        ("interaction_key", "SELECT, INSERT, DELETE"),
        ("erasure", "SELECT, INSERT"),
        ("item", "SELECT, INSERT, UPDATE"),
        ("model", "SELECT, INSERT"),
        ("model_file", "SELECT, INSERT"),
        ("model_activation", "SELECT, INSERT, UPDATE"),
        ("model_upload", All),
        ("model_upload_part", All),
        ("profile", All),
        ("feedback", All),
    ];

    public static async Task<IReadOnlyList<string>> MissingAsync(DbConnection connection, bool hasTables, CancellationToken cancellationToken)
    {
        if (!hasTables)
        {
            return await connection
                .Command("SELECT 'CREATE on the schema ' || COALESCE(current_schema(), 'public') WHERE NOT COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false)")
                .ListAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        }

        // Of tables that an older schema lacks nothing is said: the migration makes them.
        return await connection
            .Command(
                """
                SELECT right_ || ' on ' || table_
                FROM unnest(@tables, @rights) AS needed (table_, rights), regexp_split_to_table(rights, ', ') AS right_
                WHERE to_regclass(table_) IS NOT NULL AND NOT has_table_privilege(table_, right_)
                """,
                ("tables", Needed.Select(one => one.Table).ToArray()),
                ("rights", Needed.Select(one => one.Rights).ToArray()))
            .ListAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false);
    }
}
