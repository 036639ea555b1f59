using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Manidala.Client.Http;

namespace Manidala.Client;

/// <summary>Manidala's catalogue. Thread-safe.</summary>
public sealed class ManidalaItems
{
    private readonly ServerCalls _calls;

    internal ManidalaItems(ServerCalls calls) => _calls = calls;

    /// <summary>An item with its tag; null where there is none.</summary>
    public async Task<CatalogueItem?> GetAsync(string itemId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await SendAsync(new HttpRequestMessage(HttpMethod.Get, ServerCalls.Path("items", itemId)), cancellationToken).ConfigureAwait(false);
        }
        catch (ManidalaException refusal) when (refusal.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Stores an item whole, and answers it with its tag; feeds show it within a second.</summary>
    /// <param name="ifTag">Only where the item has this tag: otherwise a <see cref="ManidalaException"/> with the status 412 says that somebody else wrote in between.</param>
    public Task<CatalogueItem> PutAsync(CatalogueItem item, string? ifTag = null, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, ServerCalls.Path("items", item.Id)) { Content = JsonContent.Create(item, ClientJson.Default.CatalogueItem) };
        return SendAsync(Conditional(request, ifTag), cancellationToken);
    }

    /// <summary>Takes an item out of the catalogue; false where there was none.</summary>
    public async Task<bool> DeleteAsync(string itemId, string? ifTag = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var request = Conditional(new HttpRequestMessage(HttpMethod.Delete, ServerCalls.Path("items", itemId)), ifTag);
            using HttpResponseMessage gone = await _calls.AnswerAsync(request, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ManidalaException refusal) when (refusal.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>All items, by id, as they come.</summary>
    public async IAsyncEnumerable<CatalogueItem> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, ServerCalls.Path("items")) { Headers = { { "Accept", Lines.Type } } };
        using HttpResponseMessage response = await _calls.OpenAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await foreach (CatalogueItem item in Lines.ReadAsync(body, ClientJson.Default.CatalogueItem, cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    /// <summary>Stores items, any number of them; the report names those that are not valid. It is not tried again by itself, and doing it again is harmless.</summary>
    public async Task<ImportReport> ImportAsync(IAsyncEnumerable<CatalogueItem> items, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, ServerCalls.Path("items"))
        {
            Content = new LinesContent<CatalogueItem>(items, ClientJson.Default.CatalogueItem),
        };
        Retries.Forbid(request);
        using HttpResponseMessage response = await _calls.OpenAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        return await ServerCalls.ReadAsync(response, ClientJson.Default.ImportReport, cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequestMessage Conditional(HttpRequestMessage request, string? ifTag)
    {
        if (ifTag is not null)
        {
            request.Headers.IfMatch.ParseAdd(ifTag);
        }

        return request;
    }

    private async Task<CatalogueItem> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _calls.AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        CatalogueItem item = await ServerCalls.ReadAsync(response, ClientJson.Default.CatalogueItem, cancellationToken).ConfigureAwait(false);
        return item with { Tag = response.Headers.ETag?.ToString() };
    }
}
