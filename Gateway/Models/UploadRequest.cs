using System.Text.Json;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Models;

/// <summary>What a resumable upload announces of itself.</summary>
/// <param name="Sha256">Lower-case hexadecimal digits.</param>
internal readonly record struct UploadRequest(long Bytes, string Sha256)
{
    public const int IdLength = 32;
    private const int DigestLength = 64;

    /// <summary>Equal archives are one upload: who has lost its id gets it again by announcing the same archive.</summary>
    public string Id => Sha256[..IdLength];

    public static UploadRequest Parse(JsonElement body)
    {
        var root = new JsonField(body, "");
        long? bytes = null;
        string? digest = null;
        foreach (JsonProperty property in root.Properties("an object with bytes and sha256"))
        {
            JsonField field = root.Member(property, out string name);
            switch (name)
            {
                case "bytes":
                    bytes = field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt64(out long number)
                        ? number
                        : throw field.Invalid("how many bytes the archive has");
                    break;
                case "sha256":
                    digest = field.Value.ValueKind == JsonValueKind.String ? field.Text(1, DigestLength, DigestAllowed) : throw field.Invalid(DigestAllowed);
                    break;
                default:
                    throw new InvalidRequestException("body", $"the property {ErrorResponses.Quoted(name)}", "bytes, sha256");
            }
        }

        return new(
            bytes ?? throw root.Missing("bytes", "how many bytes the archive has"),
            IsDigits(digest ?? throw root.Missing("sha256", DigestAllowed), DigestLength)
                ? digest
                : throw new InvalidRequestException("sha256", ErrorResponses.Quoted(digest), DigestAllowed));
    }

    /// <summary>The id in the path, checked.</summary>
    public static string IdOf(HttpContext context)
    {
        string id = RouteIds.Of(context);
        return IsDigits(id, IdLength)
            ? id
            : throw new InvalidRequestException("id", ErrorResponses.Quoted(id), $"{IdLength} lower-case hexadecimal digits, as POST /v1/models/uploads answers");
    }

    private const string DigestAllowed = "the SHA-256 of the archive in 64 lower-case hexadecimal digits";

    private static bool IsDigits(string text, int length) => text.Length == length && text.All(char.IsAsciiHexDigitLower);
}
