using System.Text;
using Manidala.Bench.Load;

namespace Manidala.Bench.Tests.Load;

/// <summary>What the driver reads of an answer's head and of a body in chunks.</summary>
public sealed class HttpReplyTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n", 200, 12, false, false)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\ncontent-length:7\r\nCONNECTION: Close\r\n\r\n", 503, 7, false, true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, 0, true, false)]
    public void Parse_Heads_SayWhatFollows(string text, int status, int bytes, bool isChunked, bool closes)
    {
        byte[] head = Encoding.ASCII.GetBytes(text);

        Assert.Equal(head.Length, ReplyHead.LengthIn(head));
        Assert.Equal(new ReplyHead(status, bytes, isChunked, closes, RetryAfter: null), ReplyHead.Parse(head));
    }

    [Theory]
    [InlineData("Retry-After: 2", 2)]
    [InlineData("retry-after:0", 0)]
    [InlineData("Retry-After: Fri, 31 Dec 1999 23:59:59 GMT", null)]
    [InlineData("Retry-Aftermath: 2", null)]
    public void Parse_ARefusal_SaysHowLongToWait(string field, int? seconds)
    {
        byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 503 Service Unavailable\r\n{field}\r\n\r\n");

        Assert.Equal(seconds, (int?)ReplyHead.Parse(head).RetryAfter?.TotalSeconds);
    }

    [Fact]
    public void Parse_SomethingElse_IsRefused() => Assert.Throws<InvalidDataException>(() => ReplyHead.Parse("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8));

    [Fact]
    public void Join_ChunksThatComeByteByByte_AreTheBodyOnceTheyAreWhole()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("5\r\nhello\r\nA\r\n, chunked!\r\n0\r\n\r\n");

        for (int come = 0; come < bytes.Length; come++)
        {
            Assert.Null(ChunkedBody.Join(bytes.AsSpan(0, come)));
        }

        Assert.Equal("hello, chunked!", Encoding.ASCII.GetString(bytes, 0, ChunkedBody.Join(bytes)!.Value));
    }
}
