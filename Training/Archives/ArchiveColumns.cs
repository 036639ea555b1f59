using Parquet.Schema;

namespace Manidala.Training.Archives;

/// <summary>The columns of an archive: those of the journal, under the same names.</summary>
internal static class ArchiveColumns
{
    public static readonly DataField<long> Sequence = new("sequence");

    public static readonly DataField<string> UserId = Text("user_id");

    /// <summary>In lower-case hexadecimal digits.</summary>
    public static readonly DataField<string> EventKey = Text("event_key");

    public static readonly DataField<string> ItemId = Text("item_id");

    public static readonly DataField<string> Type = Text("type");

    public static readonly DataField<double> Value = new("value");

    public static readonly DataField<long> HappenedMs = new("happened_ms");

    public static readonly DataField<long> RecordedMs = new("recorded_ms");

    public static readonly ParquetSchema Schema = new(Sequence, UserId, EventKey, ItemId, Type, Value, HappenedMs, RecordedMs);

    private static DataField<string> Text(string name) => new(name, nullable: false);
}
