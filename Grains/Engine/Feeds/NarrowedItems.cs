using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Manidala.Engine.Feeds;

/// <summary>What filters left of a view's items, for the requests that filter alike. Bounded, and thread-safe.</summary>
internal sealed class NarrowedItems
{
    // Each is up to the size of the catalogue's bitsets and of a list of its items.
    private const int Most = 32;

    private readonly ConcurrentDictionary<(Same From, object Key), EligibleItems> _known = new();

    public EligibleItems Get(EligibleItems from, object key, Func<EligibleItems> make)
    {
        (Same, object) place = (new Same(from), key);
        if (_known.TryGetValue(place, out EligibleItems? known))
        {
            return known;
        }

        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        return _known[place] = make();
    }

    // Items are compared as objects: as values they are as long as the catalogue.
    private readonly struct Same(EligibleItems items) : IEquatable<Same>
    {
        private readonly EligibleItems _items = items;

        public bool Equals(Same other) => ReferenceEquals(_items, other._items);

        public override bool Equals(object? obj) => obj is Same other && Equals(other);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(_items);
    }
}
