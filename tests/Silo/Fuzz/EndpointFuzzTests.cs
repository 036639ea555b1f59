using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Engine.Tests.Support;
using Manidala.Silo.Tests.Hosting;
using Manidala.Storage;
using Manidala.Tests.Fuzzing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Silo.Tests.Fuzz;

/// <summary>
/// Every address of the whole server, through HTTP, with requests that start out valid: no error of the server's, an answer in time, problem documents
/// that say what is wrong, and nothing written by what was refused. Alone in the process while it runs, because it is a matter of time, too.
/// </summary>
[CollectionDefinition(nameof(EndpointFuzzTests), DisableParallelization = true)]
[Collection(nameof(EndpointFuzzTests))]
public sealed class EndpointFuzzTests : IDisposable
{
    private const int Items = 100;
    private const int Usual = 3000;
    private const int Clients = 6;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-fuzz-");
    private readonly ConcurrentDictionary<int, int> _statuses = new();
    private long _recorded;
    private long _erased;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Requests_ThatAreChanged_AreAnsweredOrRefusedAndRefusalsWriteNothing()
    {
        string bundle = Path.Combine(_folder.FullName, "bundle");
        string data = _folder.CreateSubdirectory("data").FullName;
        TestBundle.Write(bundle, "fuzz", Items, dimension: 8, seed: 1);

        IReadOnlyCollection<string> findings = await ComposedSilo.ServeAsync(
            data, new() { ["MODEL_PATH"] = bundle, ["LOG_LEVEL"] = "none" }, FillAsync, server => FuzzAsync(server, "endpoints", RequestTemplate.All, Usual, share: 1));

        Assert.True(findings.Count == 0, string.Join("\n", findings));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", _statuses.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}")));

        // Otherwise the changes were too wild to reach anything, or too tame to be refused.
        int answered = _statuses.Values.Sum();
        Assert.True(_statuses[200] > answered / 20 && _statuses[400] > answered / 20);
        Assert.Equal(_recorded - _erased, await CountAsync(data));
    }

    [Fact]
    public async Task RequestsOfGorsesClients_ThatAreChanged_AreAnsweredOrRefusedAndWhatIsListedCounts()
    {
        string bundle = Path.Combine(_folder.FullName, "bundle");
        string data = _folder.CreateSubdirectory("data").FullName;
        TestBundle.Write(bundle, "fuzz", Items, dimension: 8, seed: 1);

        IReadOnlyCollection<string> findings = await ComposedSilo.ServeAsync(
            data, new() { ["MODEL_PATH"] = bundle, ["LOG_LEVEL"] = "none" }, FillAsync, server => FuzzAsync(server, "gorse", GorseTemplates.All, Usual / 2, share: 2));

        Assert.True(findings.Count == 0, string.Join("\n", findings));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", _statuses.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}")));
        int answered = _statuses.Values.Sum();
        Assert.True(_statuses[200] > answered / 20 && _statuses[400] > answered / 20);
        await ExpectListedFeedbackInJournalAsync(data);
    }

    private async Task<IReadOnlyCollection<string>> FuzzAsync(Uri server, string target, IReadOnlyList<RequestTemplate> templates, int usual, int share)
    {
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 };
        using var http = new HttpClient(handler) { Timeout = Deadline };
        Gen<(int Template, RequestTemplate.Part Part, Mutation[] Changes)> inputs =
            Gen.Select(Gen.Int[0, templates.Count - 1], Gen.Enum<RequestTemplate.Part>(), Mutation.Some);
        return await FuzzRun.RunAsync(target, inputs, usual, share, Clients, async (_, input) =>
        {
            RequestTemplate template = templates[input.Template];
            using HttpRequestMessage? request = template.Changed(server, input.Part, input.Changes);
            if (request is null)
            {
                return null;
            }

            try
            {
                return await FindingAsync(http, request) is { } finding ? $"{request.Method} {request.RequestUri!.OriginalString}: {finding}" : null;
            }
            catch (Exception failure) when (failure is TaskCanceledException or HttpRequestException)
            {
                return $"{request.Method} {request.RequestUri!.OriginalString}: no answer within {Deadline} ({failure.GetBaseException().Message})";
            }
        });
    }

    private async Task<string?> FindingAsync(HttpClient http, HttpRequestMessage request)
    {
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        int status = (int)response.StatusCode;
        _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            return null;
        }

        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (status >= 500)
        {
            return $"{status} {body}";
        }

        if (status >= 400)
        {
            return ProblemFinding(response, status, body);
        }

        Count(request, status, body);
        return null;
    }

    private static string? ProblemFinding(HttpResponseMessage response, int status, string body)
    {
        // What cannot be a request at all is answered by the server beneath ours, which closes the connection.
        if (status == 400 && body.Length == 0 && response.Headers.ConnectionClose == true)
        {
            return null;
        }

        // Gorse's clients are told in a line of text.
        if (response.Content.Headers.ContentType?.MediaType == "text/plain"
            && response.RequestMessage!.RequestUri!.AbsolutePath.Contains("api", StringComparison.OrdinalIgnoreCase))
        {
            return body.Length > 0 ? null : $"{status} without a word";
        }

        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return $"{status} of type {response.Content.Headers.ContentType}: {body}";
        }

        using JsonDocument problem = JsonDocument.Parse(body);
        JsonElement root = problem.RootElement;
        bool isWhole = root.GetProperty("status").GetInt32() == status
            && root.GetProperty("type").GetString()!.StartsWith("urn:manidala:problem:", StringComparison.Ordinal)
            && root.GetProperty("title").GetString()!.Length > 0;
        bool namesAField = status != 400 || (root.TryGetProperty("field", out JsonElement field) && field.GetString()!.Length > 0);
        return isWhole && namesAField ? null : $"{status} with the document {body}";
    }

    private void Count(HttpRequestMessage request, int status, string body)
    {
        if (status != 200 || request.Method == HttpMethod.Get || !body.StartsWith('{'))
        {
            return;
        }

        using JsonDocument answer = JsonDocument.Parse(body);
        if (request.Method == HttpMethod.Post && answer.RootElement.TryGetProperty("results", out JsonElement results))
        {
            Interlocked.Add(ref _recorded, results.EnumerateArray().Count(one => one.TryGetProperty("duplicate", out JsonElement known) && !known.GetBoolean()));
        }
        else if (request.Method == HttpMethod.Delete && answer.RootElement.TryGetProperty("interactions", out JsonElement erased))
        {
            Interlocked.Add(ref _erased, erased.GetInt64());
        }
    }

    private static async Task ExpectListedFeedbackInJournalAsync(string data)
    {
        await using ManidalaDatabase database = await ManidalaDatabase.OpenAsync(
            new DatabaseOptions { DataDirectory = data }, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        IReadOnlyList<StoredFeedback> listed = await database.Feedback.ReadPageAsync(null, null, long.MaxValue, 100_000, TestContext.Current.CancellationToken);
        Assert.NotEmpty(listed);
        foreach (IGrouping<string, StoredFeedback> user in listed.Where(one => !one.IsPending).GroupBy(one => one.Key.UserId))
        {
            IReadOnlyList<PastInteraction> history = await database.Journal.ReadHistoryAsync(user.Key, 0, 100_000, TestContext.Current.CancellationToken);
            var takenBack = new TakenBack();
            HashSet<(string, string)> live =
                [.. history.Reverse().Where(past => !takenBack.Includes(past.ItemId, past.Type)).Select(past => (past.ItemId, past.Type))];
            Assert.All(user, one => Assert.Contains((one.Key.ItemId, one.Type), live));
        }
    }

    private static async Task<long> CountAsync(string data)
    {
        await using ManidalaDatabase database = await ManidalaDatabase.OpenAsync(
            new DatabaseOptions { DataDirectory = data }, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        long count = 0;
        long last = 0;
        while (await database.Journal.ReadPageAsync(last, 1000, TestContext.Current.CancellationToken) is { Count: > 0 } page)
        {
            count += page.Count;
            last = page[^1].Sequence;
        }

        return count;
    }

    private static Task FillAsync(ManidalaDatabase database) =>
        database.Catalog.PutAsync([.. Enumerable.Range(0, Items).Select(NewItem)], TestContext.Current.CancellationToken);

    private static Item NewItem(int number) => new(
        0, string.Create(CultureInfo.InvariantCulture, $"item-{number}"), "Item", [number % 2 == 0 ? "even" : "odd"], "{}", false,
        DateTimeOffset.FromUnixTimeSeconds(number), null);
}
