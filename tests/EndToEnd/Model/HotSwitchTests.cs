using System.Formats.Tar;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Model;

/// <summary>Models come and go under a running server without one failed request.</summary>
public sealed class HotSwitchTests(SampleFolder sample)
{
    private const long SomeTimeMs = 1_767_225_600_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Publish_UnderConcurrentFeeds_SwitchesAndRollsBackWithoutAFailure()
    {
        string other = await sample.WithOtherModelAsync();
        await using RunningSilo silo = await RunningSilo.StartAsync(await sample.CopyAsync());
        string first = await silo.Api.ActiveModelAsync();
        await silo.Api.PostAsync(new Deed("switched", "mandala-00001", "like", SomeTimeMs, "switched-1"));
        using var enough = new CancellationTokenSource();
        Task<HashSet<string?>>[] readers = [.. Enumerable.Range(0, 6).Select(reader => ReadFeedsAsync(silo.Api, $"reader-{reader}", enough.Token))];

        await TestPostgres.PublishModelAsync(silo.Address, other);
        string second = await silo.Api.ActiveModelAsync();
        await silo.Api.FeedUntilAsync("switched", feed => feed.Model == second, Patience);
        FeedAnswer onSecond = await silo.Api.FeedAsync("switched");
        using HttpResponseMessage rolledBack = await silo.Api.Http.PostAsync("v1/models/rollback", null);
        await silo.Api.FeedUntilAsync("switched", feed => feed.Model == first, Patience);
        FeedAnswer onFirst = await silo.Api.FeedAsync("switched");
        await enough.CancelAsync();
        HashSet<string?>[] served = await Task.WhenAll(readers);

        Assert.NotEqual(first, second);
        Assert.Equal(HttpStatusCode.OK, rolledBack.StatusCode);
        Assert.Equal(first, await silo.Api.ActiveModelAsync());
        Assert.All(served, models => Assert.Superset(new HashSet<string?> { first, second }, models));
        Assert.All(served, models => Assert.Equal(2, models.Count));
        Assert.Equal(onSecond.Sequence, onFirst.Sequence);
        Assert.NotEqual(onSecond.Items.Select(entry => entry.Id), onFirst.Items.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Publish_DamagedArchive_IsRefusedAndTheRunningModelStays()
    {
        string folder = await sample.CopyAsync();
        await using RunningSilo silo = await RunningSilo.StartAsync(folder);
        string running = await silo.Api.ActiveModelAsync();
        string bundle = Path.Combine(folder, "models", running);
        byte[] whole = await ArchiveAsync(bundle);

        await ExpectRefusedAsync(silo.Api, whole[..(whole.Length / 2)]);
        await ExpectRefusedAsync(silo.Api, [.. Enumerable.Repeat((byte)'x', 5000)]);
        await ExpectRefusedAsync(silo.Api, []);
        await ExpectRefusedAsync(silo.Api, await ArchiveAsync(bundle, file => !file.EndsWith(".onnx", StringComparison.Ordinal)));
        await ExpectRefusedAsync(silo.Api, await TamperedAsync(bundle));

        FeedAnswer feed = await silo.Api.FeedAsync("anyone");
        Assert.Equal(running, feed.Model);
        Assert.Equal(running, await silo.Api.ActiveModelAsync());
        Assert.Equal(HttpStatusCode.OK, await silo.Api.StatusAsync("health/ready"));
        Assert.Equal([running], Directory.GetFileSystemEntries(Path.Combine(folder, "models")).Select(Path.GetFileName));
    }

    private static async Task<HashSet<string?>> ReadFeedsAsync(Api api, string user, CancellationToken enough)
    {
        HashSet<string?> models = [];
        for (int turn = 1; !enough.IsCancellationRequested; turn++)
        {
            long sequence = await api.PostAsync(new Deed(user, $"mandala-{turn % 600:00000}", "view", SomeTimeMs + turn, $"{user}-{turn}"));
            FeedAnswer feed = await api.FeedAsync(user);
            Assert.Equal(sequence, feed.Sequence);
            Assert.False(feed.Fallback);
            models.Add(feed.Model);
        }

        return models;
    }

    private static async Task ExpectRefusedAsync(Api api, byte[] archive)
    {
        using var content = new ByteArrayContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using HttpResponseMessage response = await api.Http.PostAsync("v1/models?activate=true", content);
        string answer = await response.Content.ReadAsStringAsync();

        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{(int)response.StatusCode}: {answer}");
        ProblemAnswer? problem = await response.Content.ReadFromJsonAsync<ProblemAnswer>();
        Assert.Contains(problem!.Field, new[] { "bundle", "body" });
    }

    private static async Task<byte[]> ArchiveAsync(string folder, Func<string, bool>? isIncluded = null, Func<string, byte[], byte[]>? change = null)
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            foreach (string file in Directory.GetFiles(folder).Where(isIncluded ?? (_ => true)))
            {
                byte[] bytes = await File.ReadAllBytesAsync(file);
                var entry = new PaxTarEntry(TarEntryType.RegularFile, Path.GetFileName(file))
                {
                    DataStream = new MemoryStream(change?.Invoke(file, bytes) ?? bytes),
                };
                await writer.WriteEntryAsync(entry);
            }
        }

        return archive.ToArray();
    }

    /// <summary>One bit of the largest file is another.</summary>
    private static Task<byte[]> TamperedAsync(string folder)
    {
        string largest = Directory.GetFiles(folder).MaxBy(file => new FileInfo(file).Length)!;
        return ArchiveAsync(folder, change: (file, bytes) =>
        {
            if (file == largest)
            {
                bytes[bytes.Length / 2] ^= 1;
            }

            return bytes;
        });
    }
}
