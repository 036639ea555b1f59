using System.Text.Json.Serialization;

namespace Manidala.Storage.Backup;

/// <summary>What a backup says of itself.</summary>
/// <param name="Format">Of the archive; a reader refuses a newer one.</param>
/// <param name="Kind">sqlite or postgres: it can be restored into the same alone.</param>
/// <param name="CreatedAt">When it was asked for; what had been acknowledged by then is in it.</param>
/// <param name="Schema">Of the tables.</param>
/// <param name="LastSequence">Of the journal; 0 for an empty one.</param>
/// <param name="File">The name of the one file of data in the archive.</param>
/// <param name="Sha256">Of that file, in lower-case hexadecimal digits.</param>
public sealed record BackupManifest(
    int Format, string Kind, DateTimeOffset CreatedAt, long Schema, long Interactions, long LastSequence, string File, long Bytes, string Sha256)
{
    internal const int CurrentFormat = 1;
    internal const string Sqlite = "sqlite";
    internal const string Postgres = "postgres";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
