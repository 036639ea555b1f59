namespace Manidala.Training.Data;

/// <summary>Where columns are made, and how much of them is in memory at a time.</summary>
/// <param name="Folder">An empty folder that outlives the data set; null keeps everything in memory.</param>
internal sealed record ColumnSettings(string? Folder)
{
    /// <summary>Rows that are grouped at a time, 17 bytes each and four more while they are sorted. A log of at most so many never meets the disk.</summary>
    public int RowsInMemory { get; init; } = 1 << 20;
}
