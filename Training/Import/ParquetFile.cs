using System.Globalization;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Manidala.Training.Import;

/// <summary>
/// A Parquet file, of which one row group is in memory at a time. Its library reads asynchronously; here it is waited for, since the rows of all formats are
/// read by a plain loop and the file is local.
/// </summary>
internal sealed class ParquetFile : IDisposable
{
    // Older writers do not mark texts as such.
    private static readonly ParquetOptions Options = new() { TreatByteArrayAsString = true };

    private readonly ParquetReader _reader;
    private readonly string _path;
    private readonly Dictionary<string, DataField> _fields;

    private ParquetFile(ParquetReader reader, string path)
    {
        _reader = reader;
        _path = path;
        Columns = [.. reader.Schema.Fields.Select(field => field.Name)];
        _fields = reader.Schema.Fields
            .Select(field => (field.Name, Data: field as DataField ?? (field as ListField)?.Item as DataField))
            .Where(column => column.Data is { MaxRepetitionLevel: <= 1 })
            .ToDictionary(column => column.Name, column => column.Data!, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Columns { get; }

    public int GroupCount => _reader.RowGroupCount;

    public static ParquetFile Open(TextFile file) => Explaining(
        file.Path, () => new ParquetFile(ParquetReader.CreateAsync(file.Raw, Options).GetAwaiter().GetResult(), file.Path));

    /// <summary>The column of that name, whatever its case.</summary>
    public string Find(string name)
    {
        string? found = Columns.FirstOrDefault(column => column == name)
            ?? Columns.FirstOrDefault(column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));
        return found ?? throw new ImportException($"{Path.GetFileName(_path)} has no column '{name}'. It has: {string.Join(", ", Columns)}");
    }

    public int RowsOf(int group)
    {
        using ParquetRowGroupReader reader = _reader.OpenRowGroupReader(group);
        return checked((int)reader.RowCount);
    }

    /// <summary>A value a row: null, string, bool, long, double, <see cref="DateTimeOffset"/>, or an array of strings, longs or doubles.</summary>
    public object?[] Read(int group, string column) => Explaining(_path, () =>
    {
        if (!_fields.TryGetValue(column, out DataField? field))
        {
            throw new ImportException($"{Path.GetFileName(_path)}: the column '{column}' is a structure; expected plain values, or a list of them.");
        }

        using ParquetRowGroupReader reader = _reader.OpenRowGroupReader(group);
        using RawColumnData raw = reader.ReadRawColumnDataBaseAsync(field).AsTask().GetAwaiter().GetResult();
        return ParquetCells.From(raw, field, checked((int)reader.RowCount))
            ?? throw new ImportException($"{Path.GetFileName(_path)}: the column '{column}' is of the type {field.ClrType.Name}, which is not known here.");
    });

    public void Dispose() => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    // A damaged file makes the library fail in any way, from the thrift header to an index out of range; the message says which file it was.
    private static T Explaining<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (ImportException or OutOfMemoryException or OperationCanceledException))
        {
            throw new ImportException(string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} cannot be read as Parquet: {exception.Message}"));
        }
    }
}
