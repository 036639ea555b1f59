namespace Manidala.Engine.Tests.Support;

/// <summary>A graph that counts to the number it is given, one by one.</summary>
internal static class LoopFile
{
    /// <param name="input">One whole number a user, of whom there is one.</param>
    /// <param name="output">The number that was counted to.</param>
    public static byte[] Of(string input, string output)
    {
        OnnxModelWriter body = new OnnxModelWriter()
            .Input("round", OnnxModelWriter.Int64)
            .Input("goes_on", OnnxModelWriter.Bool)
            .Input("counted", OnnxModelWriter.Float, 1, 1)
            .Constant("one", [1f], 1, 1)
            .Node("Identity", "goes_on", "still_goes_on")
            .Node("Add", "counted one", "counted_on")
            .TypedOutput("still_goes_on", OnnxModelWriter.Bool)
            .TypedOutput("counted_on", OnnxModelWriter.Float, 1, 1);
        return new OnnxModelWriter()
            .Input(input, OnnxModelWriter.Int64, -1, 1)
            .Constant("one_number", [1L], 1)
            .Constant("nothing", [0f], 1, 1)
            .Node("Reshape", $"{input} one_number", "rounds")
            .Node("Loop", "rounds  nothing", output, body.ToBody("body"))
            .Output(output, -1, 1)
            .ToArray();
    }
}
