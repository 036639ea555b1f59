using System.Text.Json;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Commands;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CommandLine _line = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sequences_SessionsWithoutABundle_MeasuresTheBaselines()
    {
        string train = _folder.WriteGzip("train.txt.gz", "a b c\na b d\na b c\n");
        string test = _folder.Write("test.txt", "a b c\na b\nx\n");

        int code = await _line.RunAsync(
            "evaluate", "--sequences", test, "--protocol", "session", "--no-user", "--train", train, "--at", "1,2", "--sampled", "1", "--json");

        Assert.True(code == 0, _line.Error);
        using JsonDocument report = JsonDocument.Parse(_line.Out);
        JsonElement root = report.RootElement;
        Assert.Equal("session", root.GetProperty("protocol").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("encoder").ValueKind);
        Assert.Equal((2, 3, 1), (Count(root, "evaluated"), Count(root, "cases"), Count(root, "skippedTooShort")));
        Assert.Equal("test.txt", root.GetProperty("dataset").GetProperty("name").GetString());
        Assert.Equal(
            ["popularity", "item-kNN", "VMIS-kNN", "random"], root.GetProperty("baselines").EnumerateObject().Select(baseline => baseline.Name));

        // Popularity's order is a, b, c, d and nothing is removed: b and b at 2, c at 3.
        JsonElement popularity = root.GetProperty("baselines").GetProperty("popularity");
        Assert.Equal(0, popularity.GetProperty("p@1").GetDouble());
        Assert.Equal(2 / 3.0, popularity.GetProperty("p@2").GetDouble(), 12);
        Assert.Equal((0.5 + 0.5) / 3, popularity.GetProperty("mrr@2").GetDouble(), 12);
        Assert.Equal((0.5 + 0.5 + (1 / 3.0)) / 3, popularity.GetProperty("mrr@20").GetDouble(), 12);
        Assert.Equal(1, popularity.GetProperty("sampled").GetProperty("negatives").GetInt32());
        Assert.Equal(2, popularity.GetProperty("intervals").GetProperty("hr@2").GetArrayLength());
        Assert.Equal(["1", "2"], popularity.GetProperty("slices").GetProperty("activity").EnumerateArray().Select(slice => slice.GetProperty("slice").GetString()));
    }

    [Fact]
    public async Task Sequences_Html_IsOneFileThatAsksNothingOfTheNetwork()
    {
        string test = _folder.Write("<test>.txt", string.Concat(Enumerable.Range(0, 30).Select(user => $"u{user} a b{user % 3} c{user % 5} d{user % 7}\n")));
        string html = _folder.Sub("reports/report.html");

        int code = await _line.RunAsync("evaluate", "--sequences", test, "--at", "1,3", "--html", html);

        Assert.True(code == 0, _line.Error);
        string page = await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken);
        Assert.Contains("&lt;test&gt;.txt", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<test>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        string[] pictures = [.. page.Split("src=\"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)])];
        Assert.Equal(6, pictures.Length);
        Assert.All(pictures, picture => Assert.StartsWith("data:image/png;base64,iVBOR", picture, StringComparison.Ordinal));
        Assert.Equal([html], Directory.GetFiles(Path.GetDirectoryName(html)!));
        Assert.Contains("NDCG@10", _line.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sequences_SameFileTwice_GivesTheSameFigures()
    {
        string test = _folder.Write("test.txt", string.Concat(Enumerable.Range(0, 50).Select(user => $"u{user} a b{user % 3} c{user % 5} d{user % 7} e{user % 11}\n")));
        string[] arguments = ["evaluate", "--sequences", test, "--json", "--sampled", "3"];
        Assert.Equal(0, await _line.RunAsync(arguments));
        string first = WithoutSeconds(_line.Out);

        Assert.Equal(0, await _line.RunAsync(arguments));

        Assert.Equal(first, WithoutSeconds(_line.Out));
    }

    [Theory]
    [InlineData("--sequences nowhere.txt", "nowhere.txt does not exist.")]
    [InlineData("--sequences @FILE --bundle nowhere", "nowhere does not exist.")]
    [InlineData("--sequences @FILE --train @FILE", "--train goes with --protocol session only.")]
    [InlineData("--protocol session", "--protocol goes with --sequences only.")]
    [InlineData("--since 2020-01-01", "--since goes with --split temporal only.")]
    [InlineData("--sequences @FILE --split temporal", "--split temporal needs times, which a file of sequences does not have")]
    [InlineData("--split temporal --test-share 1.5", "--test-share is 1.5; allowed: more than 0 and less than 1.")]
    [InlineData("--split temporal --since someday", "--since: 'someday' is not a time")]
    [InlineData("--split temporal --since 2020-01-01 --test-share 0.2", "give one of them")]
    [InlineData("--sequences @FILE --at 0", "--at has '0'; allowed: numbers from 1 to 1000")]
    [InlineData("--sequences @FILE --at 5,x", "--at has 'x'")]
    [InlineData("--sequences @FILE --at 5,500", "--at has 500, and there are 7 items.")]
    [InlineData("--sequences @FILE --sampled 4", "--sampled is 4; of 7 items the longest history leaves 3 to draw from.")]
    [InlineData("--sequences @ONE", "has 1 users and 3 items; at least 2 of each are needed.")]
    [InlineData("--sequences @SHORT", "no user has three items of which the last is new to them.")]
    [InlineData("--sequences @SINGLES --no-user --protocol session", "no session has two items.")]
    [InlineData("--sequences @EMPTY", "holds no sequence")]
    [InlineData("--sequences @FILE --served http://localhost:1", "it goes with none of --sequences, --split temporal and --last")]
    [InlineData("--sequences @FILE --html @FOLDER", "a folder; expected the name of a file.")]
    public async Task Evaluate_InputThatCannotWork_ExitsWithOneAndOneMessage(string line, string reason)
    {
        string arguments = line
            .Replace("@FILE", _folder.Write("file.txt", "u a b c d\nv a e f\nw g b c\n"), StringComparison.Ordinal)
            .Replace("@ONE", _folder.Write("one.txt", "u a b c\n"), StringComparison.Ordinal)
            .Replace("@SHORT", _folder.Write("short.txt", "u a\nv b a\n"), StringComparison.Ordinal)
            .Replace("@SINGLES", _folder.Write("singles.txt", "a\nb\n"), StringComparison.Ordinal)
            .Replace("@EMPTY", _folder.Write("empty.txt", "\n"), StringComparison.Ordinal)
            .Replace("@FOLDER", _folder.Path, StringComparison.Ordinal);

        int code = await _line.RunAsync(["evaluate", .. arguments.Split(' ')]);

        Assert.Equal(1, code);
        Assert.Contains(reason, _line.Error, StringComparison.Ordinal);
        Assert.Single(_line.Error.TrimEnd().Split('\n'));
        Assert.Empty(_line.Out);
    }

    private static int Count(JsonElement report, string name) => report.GetProperty("dataset").GetProperty(name).GetInt32();

    private static string WithoutSeconds(string json) =>
        string.Join('\n', json.Split('\n').Where(line => !line.Contains("\"seconds\"", StringComparison.Ordinal)));
}
