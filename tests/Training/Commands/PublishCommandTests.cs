using System.Formats.Tar;
using System.Net;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Training.Tests.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Tests.Commands;

public sealed class PublishCommandTests(TrainedSample trained) : IClassFixture<TrainedSample>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Publish_ActiveModel_SendsItAsATarThatUnpacksToTheBundle()
    {
        using var server = new UploadInbox();
        var line = new CommandLine(server, time: new ImpatientTime());

        int code = await line.RunAsync("publish", "http://localhost:1/", "--api-key", "secret", "--data", trained.Data);

        Assert.True(code == 0, line.Error);
        Assert.Equal("{\"version\":\"x\"}", line.Out.TrimEnd());
        Assert.Equal("POST /v1/models/uploads", server.Lines[0]);
        Assert.Equal("POST /v1/models/uploads/0123/publish?activate=true&force=false&margin=0.02", server.Lines[^1]);
        Assert.True(server.Lines.Count > 5);
        Assert.Equal(["secret"], server.Keys);
        string unpacked = _folder.Sub("unpacked");
        Directory.CreateDirectory(unpacked);
        await TarFile.ExtractToDirectoryAsync(new MemoryStream(server.Body), unpacked, overwriteFiles: false, TestContext.Current.CancellationToken);
        Assert.Equal(300, Bundle.Read(unpacked).Manifest.ItemCount);
        Assert.Empty(Directory.GetDirectories(trained.Data, "scratch-*"));
    }

    [Fact]
    public async Task Publish_ConnectionLostAgainAndAgain_GoesOnWhereTheServerSays()
    {
        using var server = new UploadInbox
        {
            // Seven is prime to the three requests that the end is made of, so that none of them meets the same fate each time.
            Fails = (number, _) => (number % 7) switch
            {
                1 => UploadInbox.Failure.Lost,
                4 => UploadInbox.Failure.AnswerLost,
                _ => UploadInbox.Failure.None,
            },
            Version = (await ActiveAsync()).Version,
        };
        var line = new CommandLine(server, time: new ImpatientTime());

        int code = await line.RunAsync("publish", "http://localhost:1", "--data", trained.Data);

        Assert.True(code == 0, line.Error);
        Assert.Equal(server.Body.Length, server.BytesSent);
    }

    [Fact]
    public async Task Publish_SecondRun_SendsOnlyWhatIsMissing()
    {
        using var server = new UploadInbox
        {
            // The first run loses its last answers for good, as one that is killed does.
            Fails = (number, _) => number is > 4 and <= 35 ? UploadInbox.Failure.Lost : UploadInbox.Failure.None,
        };
        var first = new CommandLine(server, time: new ImpatientTime());
        var second = new CommandLine(server, time: new ImpatientTime());

        int failed = await first.RunAsync("publish", "http://localhost:1", "--data", trained.Data);
        long sentByTheFirst = server.BytesSent;
        int code = await second.RunAsync("publish", "http://localhost:1", "--data", trained.Data);

        Assert.Equal(1, failed);
        Assert.Contains("failed 31 times in a row", first.Error, StringComparison.Ordinal);
        Assert.True(code == 0, second.Error);
        Assert.Equal(60_000, sentByTheFirst);
        Assert.Equal(server.Body.Length, server.BytesSent);
    }

    [Fact]
    public async Task Publish_PartDamagedOnItsWay_IsSentAgain()
    {
        using var server = new UploadInbox { Fails = (number, _) => number == 3 ? UploadInbox.Failure.Damaged : UploadInbox.Failure.None };
        var line = new CommandLine(server, time: new ImpatientTime());

        int code = await line.RunAsync("publish", "http://localhost:1", "--data", trained.Data);

        Assert.True(code == 0, line.Error);
        Assert.Equal(server.Body.Length + 20_000, server.BytesSent);
    }

    [Fact]
    public async Task Publish_LostAnswerOfTheLastStep_IsFoundInTheRegistry()
    {
        using var server = new UploadInbox
        {
            Fails = (_, request) => request.RequestUri!.AbsolutePath.EndsWith("/publish", StringComparison.Ordinal) ? UploadInbox.Failure.AnswerLost : UploadInbox.Failure.None,
            Version = (await ActiveAsync()).Version,
        };
        var line = new CommandLine(server, time: new ImpatientTime());

        int code = await line.RunAsync("publish", "http://localhost:1", "--data", trained.Data);

        Assert.True(code == 0, line.Error);
        Assert.Contains(server.Version, line.Out, StringComparison.Ordinal);
        Assert.Equal(1, server.Lines.Count(sent => sent == "POST /v1/models/uploads"));
    }

    [Fact]
    public async Task Publish_ServerThatRefuses_FailsWithItsAnswer()
    {
        using var server = new UploadInbox { Status = HttpStatusCode.Conflict, Answer = "{\"title\":\"The model is worse\"}" };
        var line = new CommandLine(server, time: new ImpatientTime());

        int code = await line.RunAsync("publish", "http://localhost:1", "--margin", "0.1", "--force", "--no-activate", "--data", trained.Data);

        Assert.Equal(1, code);
        Assert.Contains("refused the bundle (409): {\"title\":\"The model is worse\"}", line.Error, StringComparison.Ordinal);
        Assert.Equal("POST /v1/models/uploads/0123/publish?activate=false&force=true&margin=0.1", server.Lines[^1]);
    }

    [Fact]
    public async Task Publish_FolderThatIsNoBundle_DoesNotTravel()
    {
        using var server = new UploadInbox();
        var line = new CommandLine(server, time: new ImpatientTime());

        int code = await line.RunAsync("publish", "http://localhost:1", "--bundle", _folder.Path, "--data", _folder.Sub("data"));

        Assert.Equal(1, code);
        Assert.Empty(server.Lines);
    }

    [Theory]
    [InlineData(new string[0], "a server's address or --to DIR")]
    [InlineData(new[] { "http://localhost:1", "--to", "x" }, "a server's address or --to DIR")]
    [InlineData(new[] { "http://localhost:1", "--margin", "1.5" }, "--margin is 1.5; allowed: 0 to 1")]
    [InlineData(new[] { "http://localhost:1", "--margin", "NaN" }, "--margin is NaN; allowed: 0 to 1")]
    public async Task Publish_BadArguments_AreUsageErrors(string[] arguments, string expected)
    {
        var line = new CommandLine();

        int code = await line.RunAsync(["publish", .. arguments, "--data", trained.Data]);

        Assert.Equal(2, code);
        Assert.Contains(expected, line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishTo_Folder_HoldsTheVersionAndALinkToIt()
    {
        string root = _folder.Sub("published");
        var line = new CommandLine();
        var again = new CommandLine();

        int code = await line.RunAsync("publish", "--to", root, "--data", trained.Data);
        int second = await again.RunAsync("publish", "--to", root, "--data", trained.Data);

        Assert.True(code == 0, line.Error);
        Assert.True(second == 0, again.Error);
        string version = (await ActiveAsync()).Version;
        Assert.Equal(Path.Combine(root, version), line.Out.TrimEnd());
        Assert.Equal(version, Bundle.Read(Path.Combine(root, "current")).Manifest.Version);
        Assert.Equal([version, "current"], Directory.GetFileSystemEntries(root).Select(Path.GetFileName).OrderByDescending(name => name == version));
    }

    [Fact]
    public async Task PublishTo_WorseOrUnmeasuredBundle_IsRefusedUnlessForced()
    {
        string root = _folder.Sub("published");
        string good = await ActiveFolderAsync();
        string unmeasured = _folder.Sub("unmeasured");
        BundleManifest other = BundleConversion.Write(good, unmeasured, EmbeddingFormat.F16);
        var line = new CommandLine();
        await line.RunAsync("publish", "--to", root, "--bundle", good, "--data", trained.Data);

        int refused = await line.RunAsync("publish", "--to", root, "--bundle", unmeasured, "--data", trained.Data);
        string message = line.Error;
        string[] afterwards = Directory.GetFileSystemEntries(root);
        int forced = await line.RunAsync("publish", "--to", root, "--bundle", unmeasured, "--force", "--data", trained.Data);

        Assert.Equal(1, refused);
        Assert.Contains("validation.ndcg@10 is missing in", message, StringComparison.Ordinal);
        Assert.Equal(2, afterwards.Length);
        Assert.True(forced == 0, line.Error);
        Assert.Equal(other.Version, Bundle.Read(Path.Combine(root, "current")).Manifest.Version);
    }

    [Fact]
    public async Task PublishTo_WhatIsInTheWay_IsRefusedAndStays()
    {
        string root = _folder.Sub("published");
        string bundle = await ActiveFolderAsync();
        string version = (await ActiveAsync()).Version;
        var line = new CommandLine();
        Directory.CreateDirectory(Path.Combine(root, version));
        File.WriteAllText(Path.Combine(root, version, "half"), "another's");

        int half = await line.RunAsync("publish", "--to", root, "--bundle", bundle, "--data", trained.Data);
        string halfMessage = line.Error;
        Directory.Delete(root, recursive: true);
        Directory.CreateDirectory(Path.Combine(root, "current"));
        int folder = await line.RunAsync("publish", "--to", root, "--bundle", bundle, "--data", trained.Data);
        string folderMessage = line.Error;
        int itself = await line.RunAsync("publish", "--to", bundle, "--bundle", bundle, "--data", trained.Data);

        Assert.Equal((1, 1, 1), (half, folder, itself));
        Assert.Contains("is there already and is not a whole bundle; move it away", halfMessage, StringComparison.Ordinal);
        Assert.Contains("current is no link", folderMessage, StringComparison.Ordinal);
        Assert.Contains("is itself a bundle", line.Error, StringComparison.Ordinal);
    }

    private async Task<RegisteredModel> ActiveAsync()
    {
        await using ManidalaDatabase database = await OpenAsync();
        return (await database.Models.GetActiveAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task<string> ActiveFolderAsync()
    {
        await using ManidalaDatabase database = await OpenAsync();
        string folder = _folder.Sub("active");
        await database.Models.DownloadAsync((await database.Models.GetActiveAsync(TestContext.Current.CancellationToken))!.Version, folder, TestContext.Current.CancellationToken);
        return folder;
    }

    private Task<ManidalaDatabase> OpenAsync() => ManidalaDatabase.OpenAsync(
        DatabaseOptions.FromEnvironment(trained.Data, _ => null), NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
}
