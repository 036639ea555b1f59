using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Tests.Model;

public sealed class TensorCallTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_MemoryChangedSinceTheLast_SeesTheChange(bool isOnDevice)
    {
        byte[] model = new OnnxModelWriter()
            .Input("x", OnnxModelWriter.Float, -1, 2)
            .Constant("two", [2f], 1)
            .Node("Mul", "x two", "y")
            .Output("y", -1, 2)
            .ToArray();
        using var session = new InferenceSession(model);
        var x = new NumberPort<float>("x", [2], maxBatch: 3);
        var y = new NumberPort<float>("y", [2], maxBatch: 3);
        using var call = new TensorCall(session, new LimitedRun(session, "y.onnx", TimeSpan.FromMinutes(1)), [x], [y], maxBatch: 3, isOnDevice);

        for (int turn = 0; turn < 4; turn++)
        {
            int batch = 1 + (turn % 3);
            x.Front(batch).Fill(turn + 1);
            call.Run(batch);
            Assert.All(y.Front(batch).ToArray(), value => Assert.Equal(2 * (turn + 1), value));
        }
    }

    [Fact]
    public void Run_GraphThatLoopsWithoutEnd_IsEndedAndSaysSo()
    {
        using var session = new InferenceSession(LoopFile.Of("x", "y"));
        var x = new NumberPort<long>("x", [1], maxBatch: 1);
        var y = new NumberPort<float>("y", [1], maxBatch: 1);
        using var call = new TensorCall(session, new LimitedRun(session, "y.onnx", TimeSpan.FromSeconds(1)), [x], [y], maxBatch: 1, isOnDevice: false);

        x.Front(1)[0] = long.MaxValue;
        string refusal = Assert.Throws<InvalidBundleException>(() => call.Run(1)).Message;
        x.Front(1)[0] = 3;
        call.Run(1);

        Assert.Equal("y.onnx: found a call that was ended after 1 s (Encoder:LongestCall); expected one that answers.", refusal);
        Assert.Equal(3, y.Front(1)[0]);
    }
}
