namespace Manidala.Engine.Trending;

/// <summary>An item by ordinal and its decayed count, where the highest of all items is 1.</summary>
public readonly record struct TrendingEntry(int Ordinal, float Weight);

/// <summary>This silo's copy of what is trending, highest first. Replaced whole by one follower, read by anyone.</summary>
public sealed class TrendingBoard
{
    private volatile TrendingEntry[] _entries = [];

    public ReadOnlySpan<TrendingEntry> Entries => _entries;

    public void Replace(TrendingEntry[] entries) => _entries = entries;
}
