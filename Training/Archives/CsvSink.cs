using System.Globalization;
using CsvHelper;
using Manidala.Storage;

namespace Manidala.Training.Archives;

/// <summary>Interactions as separated columns, under the same names as in an archive.</summary>
internal sealed class CsvSink : IJournalSink
{
    private readonly CsvWriter _csv;

    public CsvSink(Stream file)
    {
        _csv = CsvWriter.Create(file, options: null, leaveOpen: true);
        _csv.WriteHeader(ArchiveColumns.Schema.GetDataFields().Select(field => field.Name).ToArray());
    }

    public async Task AddAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        foreach (JournalEntry entry in entries)
        {
            string[] fields =
            [
                Text(entry.Sequence), entry.Interaction.UserId, entry.Interaction.Id, entry.Interaction.ItemId, entry.Interaction.Type,
                entry.Interaction.Value.ToString("R", CultureInfo.InvariantCulture), Text(entry.Interaction.TimestampMs), Text(entry.RecordedMs),
            ];
            await _csv.WriteRecordAsync(fields, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => _csv.DisposeAsync();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
