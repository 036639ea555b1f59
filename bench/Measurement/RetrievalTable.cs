using System.Globalization;

namespace Manidala.Bench.Measurement;

/// <summary>A size's figures for people.</summary>
internal static class RetrievalTable
{
    public static void Write(RetrievalAtSize size, TextWriter to)
    {
        Say(to, $"{size.Items:N0} items; approximate index built in {size.BuildSeconds:F1} s, {size.IndexBytes / 1048576.0:F0} MiB beside the vectors ({(double)size.IndexBytes / size.Int8Bytes:F1} times their 8-bit integers)");
        Say(to, $"  {"",-70} {"recall@" + RetrievalBench.Wanted,10} {"us",10}");
        Group(to, "exact", size.Exact);
        Group(to, "as a server chooses", [size.Chosen]);
        Group(to, "approximate", size.Efforts);
        Group(to, "as chosen, filtered", size.Filters);
        foreach (PeerFigure peer in size.Peers)
        {
            Line(to, $"{peer.Peer}, {peer.Setting} (built in {peer.BuildSeconds:F0} s)", peer.Recall, peer.Microseconds);
        }

        to.WriteLine();
    }

    private static void Group(TextWriter to, string name, IReadOnlyList<SearchFigure> figures)
    {
        foreach (SearchFigure figure in figures)
        {
            Line(to, $"{name}: {figure.Setting}", figure.Recall, figure.Microseconds);
        }
    }

    private static void Line(TextWriter to, FormattableString what, double recall, double microseconds) =>
        Say(to, $"  {FormattableString.Invariant(what),-70} {recall,10:F4} {microseconds,10:F0}");

    private static void Say(TextWriter to, FormattableString line) => to.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
