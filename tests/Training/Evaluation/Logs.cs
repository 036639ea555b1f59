using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Tests.Evaluation;

/// <summary>Small logs, written as they are read.</summary>
internal static class Logs
{
    /// <summary>Users of the form <c>a b c</c>; items get rows in order of first appearance.</summary>
    public static Dataset Of(params string[] users)
    {
        var rows = new ItemRows();
        return new Dataset(
            rows.Ids,
            [.. users.Select((items, user) => new UserSequence($"u{user}", items.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(rows.RowOf).ToArray()))],
            Through: 0);
    }

    /// <summary>Users of the form <c>a@1 b@5</c>, the times in milliseconds.</summary>
    public static Dataset Timed(params string[] users)
    {
        Dataset plain = Of([.. users.Select(user => string.Join(' ', user.Split(' ').Select(word => word.Split('@')[0])))]);
        return plain with
        {
            Users =
            [
                .. plain.Users.Select((user, number) => user with
                {
                    Times = users[number].Split(' ').Select(word => long.Parse(word.Split('@')[1], System.Globalization.CultureInfo.InvariantCulture)).ToArray(),
                }),
            ],
        };
    }

    public static Dataset Random(int users, int items, ulong seed)
    {
        var random = new SeededRandom(seed);
        return new Dataset(
            [.. Enumerable.Range(0, items).Select(item => $"i{item}")],
            [.. Enumerable.Range(0, users).Select(user => new UserSequence($"u{user}", Enumerable.Range(0, 2 + random.Next(12)).Select(_ => random.Next(items)).ToArray()))],
            Through: 0);
    }

    public static string Show(Dataset dataset, ReadOnlyMemory<int> items) => string.Join(' ', items.ToArray().Select(item => dataset.ItemIds[item]));

    public static string[] Show(TestSet tests) =>
        [.. tests.Cases.Select(test => $"{test.Group}: {Show(tests.Known, test.History.Items)} > {Show(tests.Known, test.Targets)}")];
}
