using Microsoft.Data.Sqlite;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>Makes a database look as a later version of the program would leave it.</summary>
internal static class SchemaVersion
{
    public const string RaiseInPostgres = "INSERT INTO manidala_schema (version) VALUES (999)";

    public static void Raise(string file)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version = 999";
        command.ExecuteNonQuery();
    }
}
