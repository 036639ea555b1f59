using System.Globalization;
using System.Security.Cryptography;
using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;
using Microsoft.Net.Http.Headers;

namespace Manidala.Gateway.Models;

/// <summary>One part as its headers describe it: <c>Content-Range: bytes first-last/total</c>, and <c>Content-Digest</c> (RFC 9530) where it has one.</summary>
internal readonly record struct UploadPart(long Offset, int Length, long Total, byte[]? Digest)
{
    private const string RangeAllowed = "bytes FIRST-LAST/TOTAL";
    private const string DigestAllowed = "sha-256=:BASE64:";

    public static UploadPart Read(HttpRequest request)
    {
        string? text = request.Headers.ContentRange;
        if (text is null)
        {
            throw new InvalidRequestException("Content-Range", "missing", RangeAllowed);
        }

        if (!ContentRangeHeaderValue.TryParse(text, out var range) || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || range.From is not { } from || range.To is not { } to || range.Length is not { } total)
        {
            throw new InvalidRequestException("Content-Range", ErrorResponses.Quoted(text), RangeAllowed);
        }

        long length = to - from + 1;
        return length <= Limits.MaxUploadPartBytes
            ? new(from, (int)length, total, ReadDigest(request))
            : throw new InvalidRequestException("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{length} bytes"), $"at most {Limits.MaxUploadPartBytes} in one part");
    }

    /// <summary>Reads exactly this part into the buffer and holds it to its digest.</summary>
    public async Task FillAsync(Memory<byte> buffer, Stream body, CancellationToken cancellationToken)
    {
        int read = await body.ReadAtLeastAsync(buffer[..Length], Length, throwOnEndOfStream: false, cancellationToken);
        if (read < Length || await body.ReadAsync(new byte[1], cancellationToken) > 0)
        {
            string found = read < Length ? $"{read} bytes long" : "longer";
            throw new InvalidRequestException("body", found, $"the {Length} bytes that Content-Range names");
        }

        if (Digest is not null && !SHA256.HashData(buffer.Span[..Length]).AsSpan().SequenceEqual(Digest))
        {
            throw new InvalidRequestException(
                "Content-Digest", $"not that of the part from {Offset}, which was damaged on its way", "the SHA-256 of the part; send it again");
        }
    }

    private static byte[]? ReadDigest(HttpRequest request)
    {
        string? text = request.Headers["Content-Digest"];
        if (text is null)
        {
            return null;
        }

        const string prefix = "sha-256=:";
        byte[] digest = new byte[SHA256.HashSizeInBytes];
        bool isFine = text.StartsWith(prefix, StringComparison.Ordinal) && text.EndsWith(':') && text.Length > prefix.Length
            && Convert.TryFromBase64String(text[prefix.Length..^1], digest, out int written) && written == digest.Length;
        return isFine ? digest : throw new InvalidRequestException("Content-Digest", ErrorResponses.Quoted(text), DigestAllowed);
    }
}
