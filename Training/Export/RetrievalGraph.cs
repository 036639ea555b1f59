using Manidala.Engine.Retrieval;

namespace Manidala.Training.Export;

/// <summary>
/// Writes the graph that finds the best rows of a whole catalogue for many queries at once; <see cref="DeviceGraph"/> says what goes in and comes out. The file
/// is a resource of the engine: a test holds that it is what this makes.
/// </summary>
/// <remarks>
/// Scores of all rows come from one product a slice, in 16-bit floats. Rows of one place in all slices are a group, and the maximum over the slices is the
/// group's: the best k rows lie in the k groups of highest maxima, so that the first choice goes over a sixteenth of the scores and the second over the rows
/// of those groups, whose scores are computed again rather than looked up in sixteen matrices. An elementwise maximum passes over the scores once, as fast as
/// memory is read, where a choice by radix passes over them five times.
/// </remarks>
internal static class RetrievalGraph
{
    // Elementwise operators of the CUDA provider take so many inputs in one pass.
    private const int InOnePass = 8;

    public static byte[] Write()
    {
        var graph = new OnnxGraph("retrieval");
        string queries = graph.FreeInput(DeviceGraph.Queries, OnnxGraph.HalfType, "batch", "width");
        string[] slices =
            [.. Enumerable.Range(0, DeviceGraph.Slices).Select(slice => graph.FreeInput(DeviceGraph.SliceOf(slice), OnnxGraph.HalfType, "places", "width"))];
        string groups = graph.FreeInput(DeviceGraph.Groups, OnnxGraph.WholeType, "1");
        string wanted = graph.FreeInput(DeviceGraph.Wanted, OnnxGraph.WholeType, "1");

        string maxima = Maximum(graph, [.. slices.Select(slice => graph.Node("Gemm", [queries, slice], OnnxAttribute.Of("transB", 1)))]);
        string[] best = graph.Nodes("TopK", 2, [maxima, groups], OnnxAttribute.Of("axis", 1));
        string least = graph.Node(
            "Slice", [best[0], graph.WholeConstant(-1), graph.WholeConstant(int.MaxValue), graph.WholeConstant(1)]);

        string columns = graph.Node("Unsqueeze", [queries, graph.WholeConstant(2)]);
        string[] scores = [.. slices.Select(slice => graph.Node("MatMul", [graph.Node("Gather", [slice, best[1]]), columns]))];
        string together = graph.Node("Flatten", [graph.Node("Concat", scores, OnnxAttribute.Of("axis", 2))]);
        string[] found = graph.Nodes("TopK", 2, [together, wanted], OnnxAttribute.Of("axis", 1));

        graph.FreeOutput(DeviceGraph.Scores, OnnxGraph.FloatType, ToType(graph, found[0], OnnxGraph.FloatType), "batch", "rows");
        graph.FreeOutput(DeviceGraph.Rows, OnnxGraph.ShortWholeType, ToType(graph, RowsOf(graph, found[1], best[1]), OnnxGraph.ShortWholeType), "batch", "rows");
        graph.FreeOutput(DeviceGraph.Least, OnnxGraph.FloatType, ToType(graph, least, OnnxGraph.FloatType), "batch", "1");
        return graph.ToModel();
    }

    private static string Maximum(OnnxGraph graph, string[] matrices) => matrices.Length <= InOnePass
        ? graph.Node("Max", matrices)
        : graph.Node("Max", [.. matrices.Chunk(InOnePass).Select(some => graph.Node("Max", some))]);

    /// <summary>Row r is place r / slices of slice r % slices; a found position is the same of the chosen groups.</summary>
    private static string RowsOf(OnnxGraph graph, string positions, string places)
    {
        string slices = graph.WholeConstant(DeviceGraph.Slices);
        string group = graph.Node("Div", [positions, slices]);
        string slice = graph.Node("Sub", [positions, graph.Node("Mul", [group, slices])]);
        string place = graph.Node("GatherElements", [places, group], OnnxAttribute.Of("axis", 1));
        return graph.Node("Add", [graph.Node("Mul", [place, slices]), slice]);
    }

    private static string ToType(OnnxGraph graph, string values, long type) => graph.Node("Cast", [values], OnnxAttribute.Of("to", type));
}
