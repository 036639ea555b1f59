namespace Manidala.Training.Import;

/// <summary>Sorts interactions by time, then by line, in bounded memory.</summary>
/// <param name="isInOrder">Whether lines alone say the order, so that rows are only kept until all are read.</param>
internal sealed class TimeSorter(string scratchFolder, int rowsInMemory = TimeSorter.DefaultRowsInMemory, bool isInOrder = false) : IDisposable
{
    // About 100 bytes a row: some 50 MB, whatever the file's length. 32 million rows make 64 runs.
    public const int DefaultRowsInMemory = 500_000;

    private readonly ExternalSorter<ImportedInteraction> _sorter = new(scratchFolder, new Format(isInOrder), rowsInMemory);

    public long Count => _sorter.Count;

    public void Add(ImportedInteraction row) => _sorter.Add(row);

    /// <summary>All rows in order; to be read once.</summary>
    public IEnumerable<ImportedInteraction> Sorted() => _sorter.Sorted();

    public void Dispose() => _sorter.Dispose();

    private sealed class Format(bool isInOrder) : ISortFormat<ImportedInteraction>
    {
        public int Compare(ImportedInteraction a, ImportedInteraction b) =>
            !isInOrder && a.TimestampMs != b.TimestampMs ? a.TimestampMs.CompareTo(b.TimestampMs) : a.Line.CompareTo(b.Line);

        public long WeightOf(ImportedInteraction row) => 1;

        public void Write(BinaryWriter writer, ImportedInteraction row)
        {
            writer.Write(row.TimestampMs);
            writer.Write(row.Line);
            writer.Write(row.UserId);
            writer.Write(row.ItemId);
            writer.Write(row.Type);
            writer.Write(row.Value);
            writer.Write(row.Id ?? "");
        }

        public ImportedInteraction Read(BinaryReader reader) => new(
            reader.ReadInt64(),
            reader.ReadInt64(),
            reader.ReadString(),
            reader.ReadString(),
            string.Intern(reader.ReadString()),
            reader.ReadDouble(),
            reader.ReadString() is { Length: > 0 } id ? id : null);
    }
}
