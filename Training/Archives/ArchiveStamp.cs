using System.Globalization;
using Manidala.Storage;

namespace Manidala.Training.Archives;

/// <summary>What a file of an archive says of itself, in Parquet's own place for such.</summary>
/// <param name="Journal">The journal that it is of.</param>
/// <param name="From">The first moment of recording that it may hold; null where that had no beginning.</param>
/// <param name="To">The first moment after it.</param>
/// <param name="Sha256">Of all rows in order, in lower-case hexadecimal digits; see <see cref="ArchiveDigest"/>.</param>
internal sealed record ArchiveStamp(Guid Journal, DateTimeOffset? From, DateTimeOffset To, long Rows, string Sha256)
{
    private const string Prefix = "manidala.";

    public string FileName => string.Create(
        CultureInfo.InvariantCulture, $"journal-{(From is { } from ? Day(from) : "begin")}-{Day(To)}.parquet");

    public static ArchiveStamp Of(Guid journal, JournalPartition partition) =>
        new(journal, partition.From, partition.To ?? throw new ArgumentException("has no end", nameof(partition)), Rows: 0, Sha256: "");

    /// <summary>Null where it is not of an archive.</summary>
    public static ArchiveStamp? Read(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(Prefix + "journal", out string? journal) && Guid.TryParse(journal, out Guid id)
            && metadata.TryGetValue(Prefix + "from", out string? from)
            && metadata.TryGetValue(Prefix + "to", out string? to) && DateTimeOffset.TryParse(to, CultureInfo.InvariantCulture, out DateTimeOffset end)
            && metadata.TryGetValue(Prefix + "rows", out string? rows) && long.TryParse(rows, CultureInfo.InvariantCulture, out long count)
            && metadata.TryGetValue(Prefix + "sha256", out string? digest)
            ? new(id, DateTimeOffset.TryParse(from, CultureInfo.InvariantCulture, out DateTimeOffset start) ? start : null, end, count, digest)
            : null;

    /// <summary>Whether what was recorded at that moment is in the file.</summary>
    public bool Covers(long recordedMs) => recordedMs < To.ToUnixTimeMilliseconds() && (From is not { } from || recordedMs >= from.ToUnixTimeMilliseconds());

    public Dictionary<string, string> ToMetadata() => new(StringComparer.Ordinal)
    {
        [Prefix + "journal"] = Journal.ToString(),
        [Prefix + "from"] = From?.ToString("O", CultureInfo.InvariantCulture) ?? "",
        [Prefix + "to"] = To.ToString("O", CultureInfo.InvariantCulture),
        [Prefix + "rows"] = Rows.ToString(CultureInfo.InvariantCulture),
        [Prefix + "sha256"] = Sha256,
    };

    private static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
