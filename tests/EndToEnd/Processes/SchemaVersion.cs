using Microsoft.Data.Sqlite;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>Makes a database look as a later version of the program would leave it.</summary>
internal static class SchemaVersion
{
    public const string RaiseInPostgres = "INSERT INTO manidala_schema (version) VALUES (999)";

    public static void Raise(string file) => Execute(file, "PRAGMA user_version = 999");

    /// <summary>Runs a statement behind the program's back.</summary>
    public static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
