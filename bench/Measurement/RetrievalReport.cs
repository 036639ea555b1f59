using System.Text.Json.Serialization;

namespace Manidala.Bench.Measurement;

/// <summary>One way of searching, on one core.</summary>
/// <param name="Recall">Of the best items, the share found.</param>
/// <param name="Microseconds">A search; the median over queries of the fastest of several rounds.</param>
internal sealed record SearchFigure(string Setting, double Recall, double Microseconds);

/// <param name="BuildSeconds">With all cores.</param>
internal sealed record PeerFigure(string Peer, string Setting, double Recall, double Microseconds, double BuildSeconds);

/// <param name="Exact">Alone, and several queries a pass.</param>
/// <param name="Chosen">As a server would search, by what it measured itself.</param>
/// <param name="Efforts">Looking less and further.</param>
/// <param name="Filters">As chosen, with fewer items allowed or some excluded; recall is of the exact result under the same filter.</param>
/// <param name="IndexBytes">Of the approximate index, beside the vectors.</param>
/// <param name="Int8Bytes">The items as 8-bit integers, to compare with.</param>
internal sealed record RetrievalAtSize(
    int Items,
    IReadOnlyList<SearchFigure> Exact,
    double BuildSeconds,
    long IndexBytes,
    long Int8Bytes,
    SearchFigure Chosen,
    IReadOnlyList<SearchFigure> Efforts,
    IReadOnlyList<SearchFigure> Filters,
    IReadOnlyList<PeerFigure> Peers);

/// <param name="Vectors">Where items and queries come from, and how they were scaled.</param>
internal sealed record RetrievalReport(
    string Date, string Machine, string Command, string Model, string Vectors, int Dimension, int Wanted, int Queries, IReadOnlyList<RetrievalAtSize> Sizes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RetrievalReport))]
[JsonSerializable(typeof(PeerFigure))]
internal sealed partial class RetrievalJson : JsonSerializerContext;
