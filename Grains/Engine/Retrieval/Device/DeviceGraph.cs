using System.Globalization;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// The graph that finds, for a batch of queries, the rows of highest products among all of a catalogue's. One small file serves all catalogues: batch, rows
/// and widths are free. Training/Export/RetrievalGraph writes it.
/// </summary>
public static class DeviceGraph
{
    /// <summary>f16 [batch, width].</summary>
    public const string Queries = "queries";

    /// <summary>i64 [1]: how many groups of <see cref="Slices"/> rows are looked into; at most the places.</summary>
    public const string Groups = "groups";

    /// <summary>i64 [1]: how many rows are wanted; at most those of the groups.</summary>
    public const string Wanted = "wanted";

    /// <summary>f32 [batch, wanted]: the products, highest first.</summary>
    public const string Scores = "scores";

    /// <summary>i32 [batch, wanted]: their rows.</summary>
    public const string Rows = "rows";

    /// <summary>f32 [batch, 1]: no row outside the groups has a higher product.</summary>
    public const string Least = "least";

    /// <summary>Parts that the rows are dealt to, and rows of a group: row r is place r / slices of slice r % slices.</summary>
    public const int Slices = 16;

    private const string Resource = "retrieval.onnx";

    /// <summary>f16 [places, width]: the rows of one slice.</summary>
    public static string SliceOf(int slice) => string.Create(CultureInfo.InvariantCulture, $"items_{slice}");

    /// <summary>The file's bytes.</summary>
    public static byte[] Read()
    {
        using Stream stream = typeof(DeviceGraph).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The engine was built without its resource {Resource}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
