using Manidala.Engine.Retrieval;
using Manidala.Training.Export;

namespace Manidala.Training.Tests.Export;

public sealed class RetrievalGraphTests
{
    /// <summary>Where it fails after a change: <c>./manidala model retrieval-graph --out Grains/Engine/Retrieval/Device/retrieval.onnx</c>.</summary>
    [Fact]
    public void Write_IsTheResourceThatTheEngineCarries() => Assert.Equal(RetrievalGraph.Write(), DeviceGraph.Read());
}
