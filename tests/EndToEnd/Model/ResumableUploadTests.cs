using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.EndToEnd.Tests.Model;

/// <summary>A bundle of more than 100 MB reaches a running server over a network that fails, from a client that is killed, to a server that is killed, too.</summary>
public sealed class ResumableUploadTests(SampleFolder sample)
{
    private const int Items = 470_000;
    private const int Dimension = 64;
    private const long PartBytes = 4 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Publish_CutThenKilledThenServerKilled_GoesOnWhereItWasAndServes()
    {
        string data = await sample.CopyAsync();
        string bundle = Path.Combine(sample.NewFolder(), "large");
        BundleManifest manifest = TestBundle.Write(bundle, "large", Items, Dimension, seed: 1);
        long bytes = manifest.Files.Values.Sum(file => file.Bytes);
        string[] publish = ["--bundle", bundle, "--force", "--data", sample.NewFolder()];
        await using var proxy = new FaultyProxy { CutAfter = 30_000_000, HoldAfter = 70_000_000 };
        await using (RunningSilo first = await RunningSilo.StartAsync(data))
        {
            proxy.Server = first.Address;
            await using ManidalaProcess client = ManidalaProcess.Start(Programs.Training, ["publish", proxy.Address.AbsoluteUri, .. publish]);

            await proxy.Held.WaitAsync(Patience);
            await client.Kill9Async();
            await first.Process.Kill9Async();
        }

        long sentBefore = proxy.Sent;
        await using RunningSilo second = await RunningSilo.StartAsync(data);
        await using var direct = new FaultyProxy { Server = second.Address };
        string answer = await ManidalaProcess.RunAsync(Programs.Training, ["publish", direct.Address.AbsoluteUri, .. publish]);

        Assert.True(bytes > 120_000_000, $"The bundle has {bytes} bytes.");
        Assert.Equal(1, proxy.Cuts);
        Assert.Contains(manifest.Version, answer, StringComparison.Ordinal);
        Assert.Equal(manifest.Version, await second.Api.ActiveModelAsync());

        // Lost were at most the part that was cut, the one that was held, and what heads and announcements take.
        Assert.True(
            sentBefore + direct.Sent >= bytes && sentBefore + direct.Sent <= bytes + (3 * PartBytes),
            $"Of {bytes} bytes {sentBefore} were sent to the first server and {direct.Sent} to the second.");
        await second.Api.FeedUntilAsync("anyone", feed => feed.Model == manifest.Version, Patience);
    }

    [Fact]
    public async Task Publish_BundleThatTheGateRefuses_LeavesTheActiveModel()
    {
        string data = await sample.CopyAsync();
        string bundle = Path.Combine(sample.NewFolder(), "unmeasured");
        TestBundle.Write(bundle, "unmeasured", items: 10, Dimension, seed: 1);
        await using RunningSilo silo = await RunningSilo.StartAsync(data);
        string running = await silo.Api.ActiveModelAsync();
        await using ManidalaProcess client = ManidalaProcess.Start(
            Programs.Training, ["publish", silo.Address.AbsoluteUri, "--bundle", bundle, "--data", sample.NewFolder()]);

        await client.ExitAsync(Patience);

        Assert.Equal(1, client.ExitCode);
        Assert.Contains("refused the bundle (409)", client.Errors, StringComparison.Ordinal);
        Assert.Contains("validation.ndcg@10 is missing in unmeasured-", client.Errors, StringComparison.Ordinal);
        Assert.Equal(running, await silo.Api.ActiveModelAsync());
        Assert.Equal(HttpStatusCode.OK, await silo.Api.StatusAsync("health/ready"));
        JsonElement models = await silo.Api.Http.GetFromJsonAsync<JsonElement>("v1/models");
        Assert.Equal(1, models.GetProperty("models").GetArrayLength());
    }
}
