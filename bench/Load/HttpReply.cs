namespace Manidala.Bench.Load;

/// <summary>An answer, as long as its connection sends nothing more.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">In the connection's own buffer.</param>
internal readonly record struct HttpReply(int Status, ReadOnlyMemory<byte> Body);
