namespace Manidala.Storage.Sql;

/// <summary>
/// Transactions under the same lock commit one after the other. The numbers are the keys of PostgreSQL's advisory locks and must never
/// change: different versions of the program run side by side. SQLite has one writer at a time in any case.
/// </summary>
internal enum WriteLock
{
    Schema = 0x4D4E4400,
    Catalog = 0x4D4E4401,
    Models = 0x4D4E4402,
    Feedback = 0x4D4E4403,
    Partitions = 0x4D4E4404,
    Rules = 0x4D4E4405,
}
