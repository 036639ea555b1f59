using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Manidala.Training.Commands;
using Manidala.Training.Data;

namespace Manidala.Training.Publishing;

/// <summary>
/// Sends an archive in parts and goes on where the server says it is, after a lost connection as well as in a later run: equal archives are one upload.
/// </summary>
internal sealed class BundleUpload(CommandServices services, ServerClient client)
{
    private const string Uploads = "/v1/models/uploads";
    private const int MostPartBytes = 4 << 20;
    private const int MostFailuresInARow = 30;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private int _failures;
    private string _lastFailure = "";
    private bool _hasAskedToPublish;

    /// <returns>What the server says of the model that it has published.</returns>
    public async Task<string> RunAsync(BundleArchive archive, string version, PublishTerms terms, CancellationToken cancellationToken)
    {
        using FileStream file = File.OpenRead(archive.Path);
        using IProgressStep step = services.Progress.Begin($"Sending {version} to {client.Server}", archive.Bytes);
        UploadAnswer? upload = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (_hasAskedToPublish && await FindAsync(version, terms, cancellationToken).ConfigureAwait(false) is { } published)
                {
                    return published;
                }

                upload ??= await OpenAsync(archive, cancellationToken).ConfigureAwait(false);
                step.Report(upload.Offset, string.Create(CultureInfo.InvariantCulture, $"{upload.Offset / 1e6:0.0} of {archive.Bytes / 1e6:0.0} MB"));
                if (upload.Offset < archive.Bytes)
                {
                    upload = await SendPartAsync(file, upload, cancellationToken).ConfigureAwait(false);
                }
                else if (await PublishAsync(upload, terms, cancellationToken).ConfigureAwait(false) is { } answer)
                {
                    return answer;
                }
                else
                {
                    upload = null;
                }
            }
            catch (Exception lost) when (IsLost(lost, cancellationToken))
            {
                await WaitAsync(lost.Message, cancellationToken).ConfigureAwait(false);
                upload = null;
            }
        }
    }

    private static bool IsLost(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private async Task<UploadAnswer> OpenAsync(BundleArchive archive, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await client.SendPatientlyAsync(
            HttpMethod.Post,
            Uploads,
            () => JsonContent.Create(new UploadAnnouncement(archive.Bytes, archive.Sha256), options: JsonSerializerOptions.Web),
            cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? await ReadAsync(response, cancellationToken).ConfigureAwait(false)
            : throw await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends the next part; null where the upload must be asked for again.</summary>
    private async Task<UploadAnswer?> SendPartAsync(FileStream file, UploadAnswer upload, CancellationToken cancellationToken)
    {
        byte[] part = new byte[Math.Min(Math.Min(MostPartBytes, upload.PartBytes), upload.Bytes - upload.Offset)];
        file.Position = upload.Offset;
        await file.ReadExactlyAsync(part, cancellationToken).ConfigureAwait(false);
        using HttpResponseMessage response = await client.SendPatientlyAsync(
            HttpMethod.Put, $"{Uploads}/{upload.Id}", () => Describe(part, upload), cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            _failures = 0;
            return await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        }

        UploadProblem? problem = await ProblemAsync(response, cancellationToken).ConfigureAwait(false);
        bool isWorthAnotherTry = response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound || problem?.Field is "Content-Digest" or "body";
        if (!isWorthAnotherTry)
        {
            throw await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
        }

        await WaitAsync(problem?.Detail ?? problem?.Title ?? response.ReasonPhrase ?? "", cancellationToken).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.NotFound ? null : upload with { Offset = problem?.Offset ?? upload.Offset };
    }

    /// <summary>What the server says of the published model; null where the upload is gone.</summary>
    private async Task<string?> PublishAsync(UploadAnswer upload, PublishTerms terms, CancellationToken cancellationToken)
    {
        _hasAskedToPublish = true;
        using HttpResponseMessage response = await client.SendPatientlyAsync(
            HttpMethod.Post, $"{Uploads}/{upload.Id}/publish{terms.ToQuery()}", () => null, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        }

        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            throw await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
        }

        await WaitAsync("the upload is gone", cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>After an answer to publishing was lost: whether it was done all the same.</summary>
    private async Task<string?> FindAsync(string version, PublishTerms terms, CancellationToken cancellationToken)
    {
        ServedModels served = await client.GetModelsAsync(cancellationToken).ConfigureAwait(false);
        ServedModel? model = served.Models.FirstOrDefault(model => model.Version == version && (model.Active || !terms.Activates));
        return model is null ? null : JsonSerializer.Serialize(model, JsonSerializerOptions.Web);
    }

    private async Task WaitAsync(string failure, CancellationToken cancellationToken)
    {
        _lastFailure = failure;
        if (++_failures > MostFailuresInARow)
        {
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture,
                $"sending to {client.Server} failed {_failures} times in a row, at last: {_lastFailure} What has arrived stays there for a while; run this again to go on."));
        }

        TimeSpan wait = ShortestWait * Math.Pow(2, Math.Min(_failures - 1, 10));
        await Task.Delay(wait < LongestWait ? wait : LongestWait, services.Time, cancellationToken).ConfigureAwait(false);
    }

    private static ByteArrayContent Describe(byte[] part, UploadAnswer upload)
    {
        var content = new ByteArrayContent(part);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.ContentRange = new ContentRangeHeaderValue(upload.Offset, upload.Offset + part.Length - 1, upload.Bytes);
        content.Headers.Add("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(part))}:");
        return content;
    }

    private async Task<UploadAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<UploadAnswer>(JsonSerializerOptions.Web, cancellationToken).ConfigureAwait(false)
                is { PartBytes: > 0, Offset: >= 0 } answer && answer.Offset <= answer.Bytes
                ? answer
                : throw new CommandException($"{client.Server} did not say how far the upload is.");
        }
        catch (JsonException malformed)
        {
            throw new CommandException($"{client.Server} did not answer as a Manidala server does: {malformed.Message}");
        }
    }

    private static async Task<UploadProblem?> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await response.Content.ReadFromJsonAsync<UploadProblem>(JsonSerializerOptions.Web, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            // Something between here and the server answered: its status has to do.
            return null;
        }
    }

    private async Task<CommandException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string answer = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return new CommandException(string.Create(
            CultureInfo.InvariantCulture, $"{client.Server} refused the bundle ({(int)response.StatusCode}): {answer}"));
    }
}
