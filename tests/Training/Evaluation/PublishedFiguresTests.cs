using Manidala.Training.Data;
using Manidala.Training.Evaluation;
using Manidala.Training.Import;

namespace Manidala.Training.Tests.Evaluation;

public sealed class PublishedFiguresTests
{
    [Theory]
    [InlineData("ml-1m/sequences.sasrec-order.txt.gz", 6040, 0.0364, 0.0179)]
    [InlineData("amazon-beauty/beauty.txt.gz", 22363, 0.0135, 0.0061)]
    public void Popularity_PublishedLog_GivesThePublishedFigures(string file, int users, double hitRate, double ndcg)
    {
        string path = FindShared(file);
        if (path.Length == 0)
        {
            Assert.Skip($"../shared/data/{file} is not here.");
        }

        Dataset dataset = ReadSequences(path);
        HeldOutUsers heldOut = HeldOutUsers.Choose(dataset, most: null);
        RankingMetrics metrics = BaselineEvaluation.Measure(dataset, heldOut, new PopularityScorer(dataset));

        Assert.Equal(users, heldOut.Users.Count);
        Assert.Equal(hitRate, metrics.HitRate, 4);
        Assert.Equal(ndcg, metrics.Ndcg, 4);
    }

    private static string FindShared(string file)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "data", file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return "";
    }

    private static Dataset ReadSequences(string path)
    {
        using TextFile file = TextFile.Open(path);
        var rows = new Dictionary<string, int>();
        var users = new Dictionary<string, List<int>>();
        foreach (ImportedInteraction row in new SequenceRows(path).Read(file, new MalformedLines(0)))
        {
            rows.TryAdd(row.ItemId, rows.Count);
            if (!users.TryGetValue(row.UserId, out List<int>? items))
            {
                users.Add(row.UserId, items = []);
            }

            items.Add(rows[row.ItemId]);
        }

        return new Dataset([.. rows.Keys], [.. users.Select(user => new UserSequence(user.Key, user.Value.ToArray()))], 0);
    }
}
