namespace Manidala.Storage.Sql;

/// <summary>The statements that SQLite and PostgreSQL say differently.</summary>
/// <param name="FollowerFilter">A condition on <c>interaction</c>: true below the horizon under which nothing can be committed any more.</param>
/// <param name="ListOfIds">A subquery that yields the strings of the JSON array <c>@ids</c>.</param>
/// <param name="UpsertItems">Inserts or replaces items from the JSON array of objects <c>@rows</c>, by ordinal.</param>
internal sealed record SqlDialect(string FollowerFilter, string ListOfIds, string UpsertItems);
