using System.Formats.Tar;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Manidala.Bench.Drills.BadModels;

/// <summary>A model as the server lists it.</summary>
/// <param name="Rejected">Why the server took it back by itself.</param>
internal sealed record ListedModel(string Version, bool IsActive, string? Rejected);

/// <summary>What an operator does with a server's models, over HTTP. One caller at a time.</summary>
internal sealed class ModelAdministration(Uri address) : IDisposable
{
    // A model a hundred times slower is tried out before it is refused.
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };

    /// <returns>The version, and why it was refused: null where it was published.</returns>
    public async Task<(string Version, string? Refusal)> PublishAsync(string bundle, bool activate, CancellationToken cancellationToken)
    {
        using var archive = new MemoryStream();
        await TarFile.CreateFromDirectoryAsync(bundle, archive, includeBaseDirectory: false, cancellationToken).ConfigureAwait(false);
        using var content = new ByteArrayContent(archive.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using HttpResponseMessage answer = await _http.PostAsync(
            new Uri($"v1/models{(activate ? "?activate=true" : "")}", UriKind.Relative), content, cancellationToken).ConfigureAwait(false);
        using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        if (answer.IsSuccessStatusCode)
        {
            return (body.RootElement.GetProperty("version").GetString()!, null);
        }

        // What is wrong with the bundle is the caller's doing: an error of the server's would be no refusal.
        return (int)answer.StatusCode is >= 400 and < 500
            ? ("", body.RootElement.GetProperty("detail").GetString())
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The server answered {(int)answer.StatusCode} where a model was published: {body.RootElement}"));
    }

    public Task ActivateAsync(string version, CancellationToken cancellationToken) => PostAsync($"v1/models/{Uri.EscapeDataString(version)}/activate", cancellationToken);

    public Task RollBackAsync(CancellationToken cancellationToken) => PostAsync("v1/models/rollback", cancellationToken);

    public async Task<IReadOnlyList<ListedModel>> ListAsync(CancellationToken cancellationToken)
    {
        using JsonDocument body = JsonDocument.Parse(await _http.GetStringAsync(new Uri("v1/models", UriKind.Relative), cancellationToken).ConfigureAwait(false));
        return
        [
            .. body.RootElement.GetProperty("models").EnumerateArray().Select(model => new ListedModel(
                model.GetProperty("version").GetString()!,
                model.GetProperty("active").GetBoolean(),
                model.TryGetProperty("rejected", out JsonElement rejected) ? rejected.GetString() : null)),
        ];
    }

    /// <summary>The version that answers feeds now.</summary>
    public async Task<string?> ServingAsync(CancellationToken cancellationToken)
    {
        using JsonDocument body = JsonDocument.Parse(await _http.GetStringAsync(new Uri("health", UriKind.Relative), cancellationToken).ConfigureAwait(false));
        return body.RootElement.TryGetProperty("model", out JsonElement model) ? model.GetString() : null;
    }

    /// <summary>The sum of a counter's series whose labels hold this text.</summary>
    public async Task<double> CounterAsync(string name, string label, CancellationToken cancellationToken)
    {
        string metrics = await _http.GetStringAsync(new Uri("metrics", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        return metrics.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(path, UriKind.Relative), null, cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
    }
}
