using System.Text;

namespace Manidala.Training.Import;

/// <summary>
/// Keeps described items on disk until all are read, so that memory is bounded by their ids and nothing is stored of a file that turns out to be bad.
/// </summary>
internal sealed class ItemSpool : IDisposable
{
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);
    private readonly FileStream _file;
    private readonly BinaryWriter _writer;
    private int _written;

    public ItemSpool(string scratchFolder)
    {
        _file = new FileStream(
            Path.Combine(scratchFolder, $"items-{Path.GetRandomFileName()}.spool"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        _writer = new BinaryWriter(_file, Encoding.UTF8);
    }

    /// <summary>Items, each counted once.</summary>
    public int Count => _last.Count;

    public void Add(DescribedItem item)
    {
        _last[item.Id] = _written++;
        _writer.Write(item.Id);
        WriteOptional(item.Title, _writer.Write);
        WriteOptional(item.Categories, WriteTexts);
        _writer.Write(item.AttributesJson);
        WriteTime(item.Timestamp);
        _writer.Write((sbyte)(item.IsHidden switch { null => -1, false => 0, true => 1 }));
        WriteTime(item.ExpiresAt);
    }

    /// <summary>The items in the file's order, the last of each id; to be read once, after the last was added.</summary>
    public IEnumerable<DescribedItem> ReadLast()
    {
        _writer.Flush();
        _file.Position = 0;
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        for (int place = 0; place < _written; place++)
        {
            DescribedItem item = Read(reader);
            if (_last[item.Id] == place)
            {
                yield return item;
            }
        }
    }

    public void Dispose() => _writer.Dispose();

    private static DescribedItem Read(BinaryReader reader)
    {
        string id = reader.ReadString();
        string? title = reader.ReadBoolean() ? reader.ReadString() : null;
        string[]? categories = reader.ReadBoolean() ? [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())] : null;
        string attributes = reader.ReadString();
        DateTimeOffset? timestamp = ReadTime(reader);
        sbyte hidden = reader.ReadSByte();
        return new DescribedItem(id, title, categories, attributes, timestamp, hidden < 0 ? null : hidden == 1, ReadTime(reader));
    }

    private static DateTimeOffset? ReadTime(BinaryReader reader) =>
        reader.ReadBoolean() ? DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()) : null;

    private void WriteTime(DateTimeOffset? time)
    {
        _writer.Write(time.HasValue);
        if (time is { } known)
        {
            _writer.Write(known.ToUnixTimeMilliseconds());
        }
    }

    private void WriteTexts(IReadOnlyList<string> texts)
    {
        _writer.Write(texts.Count);
        foreach (string text in texts)
        {
            _writer.Write(text);
        }
    }

    private void WriteOptional<T>(T? value, Action<T> write)
        where T : class
    {
        _writer.Write(value is not null);
        if (value is not null)
        {
            write(value);
        }
    }
}
