using Manidala.Engine.Sessions;
using Manidala.Training.Data;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Data;

public sealed class ColumnBuilderTests : IDisposable
{
    private static readonly string[] Types = ["view", "like", "hide", "skip", "impression"];
    private readonly TemporaryFolder _folder = new();
    private readonly List<IDisposable> _owned = [];

    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Build_RandomLogWithAnyMemory_EqualsGroupingInMemory(int rowsInMemory)
    {
        Interaction[] log = RandomLog(5_000);

        ColumnUsers users = Build(log, new ColumnSettings(_folder.Path) { RowsInMemory = rowsInMemory });

        Assert.Equal(Slowly(log), users.Select(Show));
    }

    [Fact]
    public void Build_LargerThanMemory_LiesInMappedFilesThatLeaveNothingBehind()
    {
        ColumnUsers users = Build(RandomLog(5_000), new ColumnSettings(_folder.Path) { RowsInMemory = 100 });

        Assert.NotEmpty(_owned);
        Assert.NotEmpty(users);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Empty(Directory.GetFiles(_folder.Path));
        }
    }

    [Fact]
    public void Build_MoreNegativesThanAreKept_KeepsTheNewestOnes()
    {
        Interaction[] log =
        [
            New("u", 5_000, "view", 0),
            .. Enumerable.Range(0, 150).Select(item => New("u", item, "hide", item)),
        ];

        UserSequence user = Assert.Single(Build(log, new ColumnSettings(Folder: null)));

        Assert.Equal(Enumerable.Range(50, UserColumnWriter.MostNegatives), user.Negatives.ToArray());
        Assert.All(user.NegativePlaces.ToArray(), place => Assert.Equal(1, place));
    }

    [Fact]
    public void GetOrAdd_ManyIdsOfAnyUnicode_NumbersThemInOrderAndFindsThemAgain()
    {
        var table = new IdTable();
        string[] ids = [.. Enumerable.Range(0, 20_000).Select(number => $"{(char)('a' + (number % 26))}-日本-😀-{number}"), new string('x', 2_000_000), ""];

        int[] given = [.. ids.Select(table.GetOrAdd)];
        int[] again = [.. ids.Select(table.GetOrAdd)];

        Assert.Equal(Enumerable.Range(0, ids.Length), given);
        Assert.Equal(given, again);
        Assert.Equal(ids, given.Select(table.IdOf));
    }

    private ColumnUsers Build(Interaction[] log, ColumnSettings settings)
    {
        using var builder = new ColumnBuilder(settings);
        foreach (Interaction row in log)
        {
            InteractionTypes.Default.TryGet(row.Type, out InteractionType type);
            builder.Add(row.UserId, int.Parse(row.ItemId), row.TimestampMs, type.Place, type.Kind == InteractionKind.Positive);
        }

        return builder.Build(_owned);
    }

    private static Interaction[] RandomLog(int rows)
    {
        var random = new Random(7);

        // A few users have most of it, and some never like anything.
        return
        [
            .. Enumerable.Range(0, rows).Select(time =>
            {
                int user = (int)(200 * random.NextDouble() * random.NextDouble());
                string type = user % 10 == 9 ? Types[2 + random.Next(3)] : Types[random.Next(Types.Length)];
                return New($"user{user}", random.Next(12), type, time);
            }),
        ];
    }

    private static Interaction New(string user, int item, string type, long time) => new($"{time}", user, $"{item}", type, time, 1);

    /// <summary>The obvious way.</summary>
    private static IEnumerable<string> Slowly(Interaction[] log)
    {
        string[] users = [.. log.Where(IsPositive).Select(row => row.UserId).Distinct()];
        return users.Select(user =>
        {
            Interaction[] own = [.. log.Where(row => row.UserId == user)];
            var kept = new List<Interaction>();
            foreach (Interaction row in own.Where(IsPositive))
            {
                if (kept.Count == 0 || kept[^1].ItemId != row.ItemId)
                {
                    kept.Add(row);
                }
            }

            var negatives = own
                .Where(row => row.Type == "impression"
                    ? !own.Any(other => other.ItemId == row.ItemId && IsPositive(other))
                    : !IsPositive(row) && !own.Any(other => other.ItemId == row.ItemId && IsPositive(other) && other.TimestampMs > row.TimestampMs))
                .GroupBy(row => row.ItemId)
                .Select(group => group.Last())
                .OrderBy(row => row.TimestampMs)
                .TakeLast(UserColumnWriter.MostNegatives)
                .Select(row => $"{row.ItemId}@{kept.Count(other => other.TimestampMs < row.TimestampMs)}");
            return $"{user}: {string.Join(' ', kept.Select(row => $"{row.ItemId}/{row.Type}/{row.TimestampMs}"))} not {string.Join(' ', negatives)}";
        });
    }

    private static bool IsPositive(Interaction row) =>
        InteractionTypes.Default.TryGet(row.Type, out InteractionType type) && type.Kind == InteractionKind.Positive;

    private static string Show(UserSequence user)
    {
        var items = Enumerable.Range(0, user.Items.Length)
            .Select(at => $"{user.Items.Span[at]}/{InteractionTypes.Default.InOrder[user.Types.Span[at]].Name}/{user.Times.Span[at]}");
        var negatives = Enumerable.Range(0, user.Negatives.Length).Select(at => $"{user.Negatives.Span[at]}@{user.NegativePlaces.Span[at]}");
        return $"{user.UserId}: {string.Join(' ', items)} not {string.Join(' ', negatives)}";
    }
}
