using System.Security.Cryptography;
using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Manidala.Gateway.Items;

/// <summary>Items as the API shows them, with tags by which a caller can tell whether one has changed.</summary>
internal static class ItemAnswers
{
    private const int TagBytes = 15;

    public static ItemResponse From(ItemRecord item) => new(
        item.Id, item.Title, item.Categories, new(item.AttributesJson), item.IsHidden, item.TimestampMs, item.ExpiresMs);

    /// <summary>A strong tag, derived from all of the item: the same in every gateway, and the same again when the item is what it was.</summary>
    public static EntityTagHeaderValue TagOf(ItemRecord item)
    {
        byte[] digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(From(item), JsonContracts.Default.ItemResponse));
        return new($"\"{WebEncoders.Base64UrlEncode(digest, 0, TagBytes)}\"");
    }

    public static Task WriteAsync(HttpContext context, ItemRecord item)
    {
        Mark(context.Response, TagOf(item));
        return JsonResponse.WriteAsync(context, From(item), JsonContracts.Default.ItemResponse);
    }

    /// <summary>A cache may keep the item, and asks each time whether it is still so.</summary>
    public static void Mark(HttpResponse response, EntityTagHeaderValue tag)
    {
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = "private, no-cache";
    }
}
