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
        using var call = new TensorCall(session, [x], [y], maxBatch: 3, isOnDevice);

        for (int turn = 0; turn < 4; turn++)
        {
            int batch = 1 + (turn % 3);
            x.Front(batch).Fill(turn + 1);
            call.Run(batch);
            Assert.All(y.Front(batch).ToArray(), value => Assert.Equal(2 * (turn + 1), value));
        }
    }
}
