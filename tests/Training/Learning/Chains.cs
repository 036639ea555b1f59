using Manidala.Training.Data;

namespace Manidala.Training.Tests.Learning;

/// <summary>A world with one rule: item i is followed by item i + step, around the circle of items, and each user has a step of its own, 1 or 2.</summary>
internal static class Chains
{
    public static Dataset Create(int items, int users, int length)
    {
        var random = new Random(3);
        var sequences = Enumerable.Range(0, users).Select(user =>
        {
            int first = random.Next(items);
            int step = 1 + (user % 2);
            return new UserSequence($"user{user}", Enumerable.Range(0, length).Select(at => (first + (at * step)) % items).ToArray());
        });
        return new Dataset([.. Enumerable.Range(0, items).Select(item => $"item{item}")], [.. sequences], Through: 42);
    }
}
