namespace Manidala.Storage.Sql;

/// <summary>What follows FROM, and the parameters that it names.</summary>
internal sealed record UserRows(string From, IReadOnlyList<(string Name, object? Value)> Parameters);
