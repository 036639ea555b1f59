using System.IO.Pipelines;
using System.Text;
using Manidala.Gateway.Bulk;

namespace Manidala.Gateway.Tests.Bulk;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a\n")]
    [InlineData("a\nb")]
    [InlineData("\n\na\r\n\nlonger than ten\nb\n\n")]
    [InlineData("longer than ten without an end")]
    [InlineData("exactly 10\nexactly 10")]
    public async Task Read_InPiecesOfAnySize_GivesTheSameLines(string text)
    {
        string[] expected = [.. Lines(text).Select((line, at) => line.Length > 10 ? $"{at + 1} too long" : $"{at + 1} {line}")];

        for (int piece = 1; piece <= text.Length + 1; piece++)
        {
            Assert.Equal(expected, await ReadAsync(text, piece));
        }
    }

    // The slow, obvious twin.
    private static string[] Lines(string text)
    {
        string[] lines = text.Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    private static async Task<List<string>> ReadAsync(string text, int piece)
    {
        var pipe = new Pipe();
        Task writing = WriteAsync(pipe.Writer, Encoding.UTF8.GetBytes(text), piece);
        var lines = new LineReader(pipe.Reader, maxLineBytes: 10);
        var found = new List<string>();
        while (await lines.ReadAsync(CancellationToken.None))
        {
            found.Add($"{lines.Number} {(lines.IsTooLong ? "too long" : Encoding.UTF8.GetString(lines.Line.Span))}");
        }

        await writing;
        return found;
    }

    private static async Task WriteAsync(PipeWriter writer, byte[] bytes, int piece)
    {
        foreach (byte[] part in bytes.Chunk(piece))
        {
            await writer.WriteAsync(part);
        }

        await writer.CompleteAsync();
    }
}
