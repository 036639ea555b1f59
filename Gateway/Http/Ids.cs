using System.Text;
using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Http;

/// <summary>What an external id, or another short text, may be.</summary>
internal static class Ids
{
    public static readonly string Allowed = $"1 to {Limits.MaxIdLength} characters of valid Unicode without control characters";

    /// <summary>The id itself; throws <see cref="InvalidRequestException"/> where it may not be one.</summary>
    public static string Check(string id, string field)
    {
        string? fault = FaultOf(id, 1, Limits.MaxIdLength);
        return fault is null ? id : throw new InvalidRequestException(field, fault, Allowed);
    }

    /// <summary>What is wrong with a text, or null.</summary>
    public static string? FaultOf(string text, int minLength, int maxLength)
    {
        if (text.Length < minLength)
        {
            return "empty";
        }

        if (text.Length > maxLength)
        {
            return ErrorResponses.Quoted(text);
        }

        for (int at = 0; at < text.Length; at++)
        {
            if (char.IsControl(text[at]))
            {
                return $"a text with the control character U+{(int)text[at]:X4} at {at}";
            }

            if (char.IsSurrogate(text[at]))
            {
                if (Rune.DecodeFromUtf16(text.AsSpan(at), out _, out int length) != System.Buffers.OperationStatus.Done)
                {
                    return $"a text with half a surrogate pair at {at}";
                }

                at += length - 1;
            }
        }

        return null;
    }
}
