using System.Globalization;
using System.Text;
using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;
using Microsoft.AspNetCore.WebUtilities;

namespace Manidala.Gateway.Http;

/// <summary>Where the next page of a list begins, in a form that nobody is tempted to make up.</summary>
internal static class PageCursor
{
    private const string Allowed = "the cursor of the page before";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Of(string place) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(place));

    public static string Of(long place) => Of(place.ToString(CultureInfo.InvariantCulture));

    /// <summary>An id, as <see cref="Of(string)"/> packed it.</summary>
    public static string Id(string cursor) =>
        Decoded(cursor) is { } place && Ids.FaultOf(place, 1, Limits.MaxIdLength) is null ? place : throw Invalid(cursor);

    /// <summary>A number above 0, as <see cref="Of(long)"/> packed it.</summary>
    public static long Number(string cursor) =>
        long.TryParse(Decoded(cursor), NumberStyles.None, CultureInfo.InvariantCulture, out long place) && place > 0 ? place : throw Invalid(cursor);

    private static string? Decoded(string cursor)
    {
        try
        {
            return Strict.GetString(WebEncoders.Base64UrlDecode(cursor));
        }
        catch (Exception notOurs) when (notOurs is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static InvalidRequestException Invalid(string cursor) => new("cursor", ErrorResponses.Quoted(cursor), Allowed);
}
