using Manidala.Engine.Retrieval;
using Manidala.Engine.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Engine.Tests.Retrieval;

public sealed class IndexCacheTests : IDisposable
{
    private const int Rows = 3_000;
    private const int Dimension = 10;

    private static readonly ItemVectors Vectors = new ClusteredItems(Rows, Dimension, seed: 7).Vectors();
    private static readonly float[] Queries = new ClusteredItems(Rows, Dimension, seed: 7).Queries(20);

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    public void Dispose() => _folder.Dispose();

    private string[] Files => [.. Directory.EnumerateFiles(_folder["c"]).Order(StringComparer.Ordinal)];

    [Fact]
    public void Build_SecondTime_ReadsTheFileAndFindsTheSameToTheBit()
    {
        (ItemIndex built, IndexReport first) = Build();
        (ItemIndex read, IndexReport second) = Build();

        Assert.False(first.IsFromFile);
        Assert.Equal(first with { BuildTime = second.BuildTime, IsFromFile = true }, second);
        Assert.Equal(built.Effort, read.Effort);
        AssertEqual(built, read);
    }

    [Fact]
    public void Build_FileOfEveryEffort_FindsTheSameWithFilters()
    {
        (ItemIndex built, _) = Build();
        (ItemIndex read, _) = Build();
        ulong[] third = [.. Enumerable.Repeat(0x9249249249249249ul, built.AllowedWords)];

        foreach (SearchEffort effort in (SearchEffort[])[new(0.01f, 2), new(0.2f, 10), new(1, 40)])
        {
            AssertEqual(built.With(effort), read.With(effort), third);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(5_000)]
    [InlineData(-1)]
    public void Build_ByteChanged_BuildsAnewAndMendsTheFile(int place)
    {
        Build();
        byte[] bytes = File.ReadAllBytes(Files[0]);
        byte[] damaged = [.. bytes];
        damaged[place < 0 ? bytes.Length + place : place] ^= 0x10;
        File.WriteAllBytes(Files[0], damaged);

        Assert.False(Build().Report.IsFromFile);
        Assert.True(Build().Report.IsFromFile);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(2_000)]
    [InlineData(-1)]
    public void Build_FileCutShort_BuildsAnew(int length)
    {
        Build();
        using (FileStream file = File.OpenWrite(Files[0]))
        {
            file.SetLength(length < 0 ? file.Length + length : length);
        }

        Assert.False(Build().Report.IsFromFile);
    }

    [Fact]
    public void Build_FileOfAnotherModelUnderThisName_BuildsAnew()
    {
        Build();
        string name = Files[0];
        Build(model: 2);
        File.Copy(Files.Single(file => file != name), name, overwrite: true);

        Assert.False(Build().Report.IsFromFile);
    }

    [Fact]
    public void Build_FileOfOtherVectors_BuildsAnew()
    {
        Build();
        var fewer = new ItemVectors(new float[Dimension * 100], [], Dimension);

        (ItemIndex index, IndexReport report) = IndexBuilder.Build(fewer, Options(), threads: 1, _ => Queries, Cache().Of("v", [1], Options()));

        Assert.False(report.IsFromFile);
        Assert.Equal(100, index.Count);
    }

    [Fact]
    public void Build_OtherModelOrOptions_HasAFileOfItsOwn()
    {
        Build();

        Assert.False(Build(model: 2).Report.IsFromFile);
        Assert.False(Build(recall: 0.5).Report.IsFromFile);
        Assert.True(Build().Report.IsFromFile);
        Assert.Equal(3, Files.Length);
    }

    [Theory]
    [InlineData(32, 20_000)]
    [InlineData(10, 40_000)]
    public void Hold_ManyVectors_AreInNoFileWithANameAndScoreTheSameToTheBit(int dimension, int rows)
    {
        float[] numbers = Numbers(dimension * rows);
        float[] biases = Numbers(rows);

        ItemVectors mapped = Cache().Hold(numbers, biases, dimension, new RetrievalOptions { MapFromMiB = 1 });
        mapped.LetGo();

        Assert.Empty(Files);
        var twin = new ItemVectors(numbers, biases, dimension);
        float[] query = new float[twin.Stride];
        numbers.AsSpan(0, dimension).CopyTo(query);
        for (int row = 0; row < rows; row++)
        {
            Assert.Equal(twin.Score(row, query), mapped.Score(row, query));
            Assert.True(twin.Vector(row).SequenceEqual(mapped.Vector(row)));
        }

        GC.KeepAlive(mapped);
        Assert.Equal(numbers[^1], mapped.FollowedBy(twin).Vector((2 * rows) - 1)[^1]);
    }

    [Fact]
    public void Hold_FewVectorsOrNoFolderForThem_AreInMemory()
    {
        File.WriteAllText(_folder["c"], "in the way");
        float[] numbers = Numbers(1 << 19);

        Assert.Equal(numbers[17], Cache().Hold(numbers, [], 16, new RetrievalOptions { MapFromMiB = 1 }).Vector(1)[1]);
        Assert.Equal(numbers[17], Cache().Hold(numbers, [], 16, new RetrievalOptions()).Vector(1)[1]);
    }

    [Fact]
    public void Hold_NumberNotFinite_IsRefusedAndLeavesNothing()
    {
        float[] numbers = Numbers(1 << 19);
        numbers[5] = float.NaN;

        Assert.Throws<ArgumentException>(() => Cache().Hold(numbers, [], 16, new RetrievalOptions { MapFromMiB = 1 }));
        Assert.Empty(Files);
    }

    [Fact]
    public void Build_FolderThatCannotBeWritten_BuildsAllTheSame()
    {
        // Nobody can make a folder where a file stands, whoever runs the tests.
        File.WriteAllText(_folder["c"], "in the way");

        Assert.False(Build().Report.IsFromFile);
        Assert.False(Build().Report.IsFromFile);
        Cache().DeleteOld();
    }

    [Fact]
    public void Build_SeveralAtOnceOverOneFolder_LeaveOneWholeFile()
    {
        (ItemIndex, IndexReport)[] built = [.. Enumerable.Range(0, 6).AsParallel().WithDegreeOfParallelism(6).Select(_ => Build())];

        Assert.True(Build().Report.IsFromFile);
        Assert.Single(Files);
        Assert.All(built, one => AssertEqual(built[0].Item1, one.Item1));
    }

    [Fact]
    public void DeleteOld_ManyFiles_KeepsThoseUsedLastAndOtherPeoplesFiles()
    {
        foreach (byte model in (byte[])[1, 2, 3])
        {
            Build(model);
            File.SetLastWriteTimeUtc(Files.Single(file => file.Contains($"v{model}.", StringComparison.Ordinal)), _time.GetUtcNow().UtcDateTime.AddDays(model - 10));
        }

        File.WriteAllText(Path.Combine(_folder["c"], "notes.txt"), "");
        Build(model: 1);

        Cache().DeleteOld();

        Assert.Equal(["notes.txt", "v1", "v3"], Files.Select(file => Path.GetFileName(file).Split('.') is [var version, _, "index"] ? version : Path.GetFileName(file)));
    }

    [Fact]
    public void DeleteOld_InterruptedWrite_IsDeletedOnceNobodyCanBeWriting()
    {
        Build();
        string partial = $"{Files[0]}.abc{IndexCache.PartialEnding}";
        File.WriteAllText(partial, "half");
        File.SetLastWriteTimeUtc(partial, _time.GetUtcNow().UtcDateTime);

        Cache().DeleteOld();
        Assert.True(File.Exists(partial));

        _time.Advance(TimeSpan.FromHours(2));
        Cache().DeleteOld();
        Assert.False(File.Exists(partial));
        Assert.Single(Files);
    }

    private static float[] Numbers(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static RetrievalOptions Options(double recall = 0.9) => new() { Index = RetrievalOptions.Approximate, Recall = recall };

    private IndexCache Cache() => new(_folder["c"], _time, NullLogger<IndexCache>.Instance);

    private (ItemIndex Index, IndexReport Report) Build(byte model = 1, double recall = 0.9) =>
        IndexBuilder.Build(Vectors, Options(recall), threads: 2, _ => Queries, Cache().Of($"v{model}", [model], Options(recall)));

    private static void AssertEqual(ItemIndex expected, ItemIndex found, ulong[]? allowed = null)
    {
        var best = new ScoredItem[50];
        var others = new ScoredItem[50];
        for (int query = 0; query < Queries.Length; query += Dimension)
        {
            int count = expected.Search(Queries.AsSpan(query, Dimension), allowed, best);

            Assert.Equal(count, found.Search(Queries.AsSpan(query, Dimension), allowed, others));
            Assert.Equal(best[..count], others[..count]);
        }
    }
}
