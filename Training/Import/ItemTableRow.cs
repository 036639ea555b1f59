namespace Manidala.Training.Import;

/// <summary>One row of a file of items.</summary>
internal readonly record struct ItemTableRow(long Number, object?[] Cells);
