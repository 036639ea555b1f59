namespace Manidala.Storage.Sql;

/// <summary>The statements that SQLite and PostgreSQL say differently.</summary>
/// <param name="ListOfIds">A subquery that yields the strings of the JSON array <c>@ids</c>.</param>
/// <param name="EventKeyInHex">The column <c>event_key</c> as lower-case hexadecimal digits.</param>
/// <param name="UpsertItems">Inserts or replaces items from the JSON array of objects <c>@rows</c>, by ordinal.</param>
internal sealed record SqlDialect(string ListOfIds, string EventKeyInHex, string UpsertItems);
