using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Commands;

public sealed class TrainingCommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CommandLine _line = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train --epochs many", "many")]
    [InlineData("train --epochs 0", "--epochs is 0; allowed: 1 to 10000.")]
    [InlineData("train --encoder oracle", "oracle")]
    [InlineData("sample --items 5", "--items is 5; allowed: 100 to 99999.")]
    [InlineData("import csv log.csv --user u", "--item")]
    [InlineData("import", "command")]
    [InlineData("fly", "fly")]
    public async Task Run_LineThatIsNotUnderstood_ExitsWithTwoAndSaysWhy(string line, string reason)
    {
        int code = await _line.RunAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(reason, _line.Error, StringComparison.Ordinal);
        Assert.Empty(_line.Out);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("NaN")]
    public async Task EvaluateColdItems_ShareOutOfRange_IsNamed(string share)
    {
        int code = await _line.RunAsync("evaluate", "cold-items", "--share", share, "--data", _folder.Sub("data"));

        Assert.Equal(1, code);
        Assert.Contains($"--share is {share}; allowed: more than 0 and less than 1.", _line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvaluateColdItems_ItemsWithoutAttributes_SaysWhatIsMissing()
    {
        string data = _folder.Sub("data");
        await _line.RunAsync("import", "sequences", _folder.Write("log.txt", "a x y z\nb y z x\n"), "--data", data);

        int code = await _line.RunAsync("evaluate", "cold-items", "--data", data);

        Assert.Equal(1, code);
        Assert.Contains("`./manidala import items` adds attributes", _line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_EmptyJournal_SaysHowToFillIt()
    {
        int code = await _line.RunAsync("train", "--data", _folder.Sub("data"));

        Assert.Equal(1, code);
        Assert.StartsWith("manidala: the journal of ", _line.Error, StringComparison.Ordinal);
        Assert.Contains("`./manidala sample`", _line.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_OneUser_IsRefused()
    {
        string file = _folder.Write("one.txt", "anna a b c d e\n");
        await _line.RunAsync("import", "sequences", file, "--data", _folder.Sub("data"));

        int code = await _line.RunAsync("train", "--data", _folder.Sub("data"));

        Assert.Equal(1, code);
        Assert.Contains("there are 1 users with positive interactions and 5 items; at least 2 of each are needed", _line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_NoModel_SaysSo()
    {
        int code = await _line.RunAsync("evaluate", "--data", _folder.Sub("data"));

        Assert.Equal(1, code);
        Assert.Contains("no model is active", _line.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_folder.Sub("data"), "scratch-*"));
    }

    [Theory]
    [InlineData("import movielens nowhere", "nowhere does not exist")]
    [InlineData("import sequences nowhere.txt", "nowhere.txt does not exist")]
    [InlineData("publish localhost:80", "is no address of a server")]
    [InlineData("train --name a/b", "--name is 'a/b'")]
    [InlineData("sample --items 100 --users 10 --interactions 1000", "100 interactions a user are too many")]
    public async Task Run_InputThatCannotWork_ExitsWithOneAndOneMessage(string line, string reason)
    {
        int code = await _line.RunAsync([.. line.Split(' '), "--data", _folder.Sub("data")]);

        Assert.Equal(1, code);
        Assert.Contains(reason, _line.Error, StringComparison.Ordinal);
        Assert.Single(_line.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Import_FolderWithoutRatings_NamesWhatWasLookedFor()
    {
        int code = await _line.RunAsync("import", "movielens", _folder.Path, "--data", _folder.Sub("data"));

        Assert.Equal(1, code);
        Assert.Contains("ratings.csv, ratings.dat, ratings.tsv, u.data", _line.Error, StringComparison.Ordinal);
    }
}
