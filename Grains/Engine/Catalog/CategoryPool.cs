using System.Collections.Immutable;

namespace Manidala.Engine.Catalog;

/// <summary>Gives equal lists of categories, and equal names in different lists, one copy each. Not thread-safe.</summary>
internal sealed class CategoryPool
{
    private readonly Dictionary<ImmutableArray<string>, ImmutableArray<string>> _lists = new(new SameNames());
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public ImmutableArray<string> Of(ImmutableArray<string> categories)
    {
        if (categories.IsDefaultOrEmpty)
        {
            return [];
        }

        if (!_lists.TryGetValue(categories, out ImmutableArray<string> pooled))
        {
            pooled = [.. categories.Select(NameOf)];
            _lists.Add(pooled, pooled);
        }

        return pooled;
    }

    private string NameOf(string name)
    {
        if (!_names.TryGetValue(name, out string? pooled))
        {
            _names.Add(name, pooled = name);
        }

        return pooled;
    }

    private sealed class SameNames : IEqualityComparer<ImmutableArray<string>>
    {
        public bool Equals(ImmutableArray<string> one, ImmutableArray<string> other) => one.AsSpan().SequenceEqual(other.AsSpan());

        public int GetHashCode(ImmutableArray<string> names)
        {
            var hash = new HashCode();
            foreach (string name in names)
            {
                hash.Add(name, StringComparer.Ordinal);
            }

            return hash.ToHashCode();
        }
    }
}
