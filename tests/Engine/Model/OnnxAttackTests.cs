using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Model;

/// <summary>Files that would have a silo run or read what is not the model's.</summary>
public sealed class OnnxAttackTests
{
    [Fact]
    public void Open_OperatorOfAnotherDomain_IsRefused()
    {
        byte[] model = new OnnxModelWriter()
            .Input("state", OnnxModelWriter.Float, -1, 4)
            .Output("query", -1, 4)
            .Node("PyOp", "state", "query", new ProtoWriter().Text(1, "module").Bytes(4, "os"u8).Number(20, 3))
            .ToArray();

        Assert.Contains("ONNX Runtime refuses", Refusal(model), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("location", "/etc/passwd")]
    [InlineData("location", "weights.bin")]
    public void Open_WeightsInAnotherFile_AreRefused(string key, string value)
    {
        ProtoWriter external = new ProtoWriter().Text(1, key).Text(2, value);
        ProtoWriter tensor = new ProtoWriter().Number(1, 4).Number(2, OnnxModelWriter.Float).Text(8, "w").Message(13, external).Number(14, 1);
        byte[] model = new ProtoWriter().Number(1, 8).Message(7, new ProtoWriter().Text(2, "g").Message(5, tensor)).ToArray();

        Assert.Contains("weights in another file", Refusal(model), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BytesOfTheRuntimesOwnFormat_AreNotTakenForSuch()
    {
        // Both at once: a field of protocol buffers that nobody knows, fourteen bytes long, and the mark by which the other format is told.
        byte[] model = [0x7A, 0x0E, 0, 0, (byte)'O', (byte)'R', (byte)'T', (byte)'M', .. new byte[8]];

        string message = Refusal(model);

        Assert.DoesNotContain("ORT format", message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("flatbuffer", message, StringComparison.OrdinalIgnoreCase);
    }

    private static string Refusal(byte[] model) =>
        Assert.Throws<InvalidBundleException>(() => new OnnxFile(model, new EncoderOptions()).Dispose()).Message;
}
