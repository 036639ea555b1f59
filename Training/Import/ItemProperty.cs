namespace Manidala.Training.Import;

/// <summary>What a property of an item was at a time.</summary>
/// <param name="Place">Its place in the order of reading: of one time, the later counts.</param>
internal readonly record struct ItemProperty(string ItemId, string Property, long TimestampMs, long Place, string Value)
{
    /// <summary>By item, property and time: the last of a property is its present value.</summary>
    public sealed class Format : ISortFormat<ItemProperty>
    {
        private const int BytesBeside = 160;

        public int Compare(ItemProperty a, ItemProperty b)
        {
            int order = string.CompareOrdinal(a.ItemId, b.ItemId);
            order = order != 0 ? order : string.CompareOrdinal(a.Property, b.Property);
            order = order != 0 ? order : a.TimestampMs.CompareTo(b.TimestampMs);
            return order != 0 ? order : a.Place.CompareTo(b.Place);
        }

        /// <summary>Bytes, about: two bytes a letter, and what strings and the row take beside.</summary>
        public long WeightOf(ItemProperty row) => BytesBeside + (2L * (row.ItemId.Length + row.Value.Length));

        public void Write(BinaryWriter writer, ItemProperty row)
        {
            writer.Write(row.ItemId);
            writer.Write(row.Property);
            writer.Write(row.TimestampMs);
            writer.Write(row.Place);
            writer.Write(row.Value);
        }

        public ItemProperty Read(BinaryReader reader) =>
            new(reader.ReadString(), string.Intern(reader.ReadString()), reader.ReadInt64(), reader.ReadInt64(), reader.ReadString());
    }
}
