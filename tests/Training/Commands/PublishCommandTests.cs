using System.Formats.Tar;
using System.Net;
using Manidala.Engine.Model;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Commands;

public sealed class PublishCommandTests(TrainedSample trained) : IClassFixture<TrainedSample>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Publish_ActiveModel_SendsItAsATarThatUnpacksToTheBundle()
    {
        using var server = new Inbox(HttpStatusCode.Created, "{\"version\":\"x\"}");
        var line = new CommandLine(server);

        int code = await line.RunAsync("publish", "http://localhost:1/", "--api-key", "secret", "--data", trained.Data);

        Assert.True(code == 0, line.Error);
        Assert.Equal("{\"version\":\"x\"}", line.Out.TrimEnd());
        Assert.Equal("POST http://localhost:1/v1/models?activate=true application/x-tar secret", server.Line);
        string unpacked = _folder.Sub("unpacked");
        Directory.CreateDirectory(unpacked);
        await TarFile.ExtractToDirectoryAsync(new MemoryStream(server.Body), unpacked, overwriteFiles: false, TestContext.Current.CancellationToken);
        Assert.Equal(300, Bundle.Read(unpacked).Manifest.ItemCount);
    }

    [Fact]
    public async Task Publish_ServerThatRefuses_FailsWithItsAnswer()
    {
        using var server = new Inbox(HttpStatusCode.UnprocessableEntity, "{\"title\":\"wrong checksum\"}");
        var line = new CommandLine(server);

        int code = await line.RunAsync("publish", "http://localhost:1", "--data", trained.Data);

        Assert.Equal(1, code);
        Assert.Contains("refused the bundle (422): {\"title\":\"wrong checksum\"}", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_FolderThatIsNoBundle_DoesNotTravel()
    {
        using var server = new Inbox(HttpStatusCode.Created, "");
        var line = new CommandLine(server);

        int code = await line.RunAsync("publish", "http://localhost:1", "--bundle", _folder.Path, "--data", _folder.Sub("data"));

        Assert.Equal(1, code);
        Assert.Empty(server.Line);
    }

    /// <summary>The server's side of the wire: keeps what arrives.</summary>
    private sealed class Inbox(HttpStatusCode status, string answer) : HttpMessageHandler
    {
        public string Line { get; private set; } = "";

        public byte[] Body { get; private set; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            string key = request.Headers.TryGetValues("X-API-Key", out IEnumerable<string>? keys) ? string.Join(",", keys) : "none";
            Line = $"{request.Method} {request.RequestUri} {request.Content.Headers.ContentType} {key}";
            return new HttpResponseMessage(status) { Content = new StringContent(answer) };
        }
    }
}
