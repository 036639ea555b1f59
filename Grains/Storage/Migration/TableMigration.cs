namespace Manidala.Storage.Migration;

/// <summary>What became of a table.</summary>
/// <param name="Checksum">Of its rows in any order, equal in both databases; hexadecimal digits.</param>
public sealed record TableMigration(string Table, long Rows, string Checksum);
