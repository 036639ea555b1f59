using System.Text.Json;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>What a drill that was run in a small way found.</summary>
public sealed class SmallDrill(JsonElement drill)
{
    private static readonly string[] Truths =
    [
        "acknowledged interactions lost", "interactions doubled", "interactions that nobody sent", "interactions out of their user's order",
        "feeds, not marked, without an acknowledged interaction", "answers that are an error of the server's", "operations given up after a minute",
    ];

    /// <summary>What is true whatever happens, at any speed, and these bounds of the drill's own.</summary>
    public void ExpectTruthAnd(params string[] names)
    {
        JsonElement[] bounds = [.. drill.GetProperty("bounds").EnumerateArray()];
        Assert.All(
            Truths.Concat(names), name => Assert.True(bounds.Single(bound => bound.GetProperty("name").GetString() == name).GetProperty("holds").GetBoolean(), $"{name}: {drill}"));
        Assert.True(Figure("interactions acknowledged") > 0, $"{drill}");
    }

    public double Figure(string name) => drill.GetProperty("figures").GetProperty(name).GetDouble();
}
