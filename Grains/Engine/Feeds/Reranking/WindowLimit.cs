namespace Manidala.Engine.Feeds;

/// <summary>At most so many items with a key in common within so many neighbouring places. An item may have several keys, or none.</summary>
internal sealed class WindowLimit(int most, int window, IReadOnlyList<string>[] keys)
{
    // Of the places so far, how often each key stands in the window before the next one.
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Queue<IReadOnlyList<string>> _window = new();

    /// <summary>The key that would stand too often with this item in the next place; null for none.</summary>
    public string? Broken(int item)
    {
        foreach (string key in keys[item])
        {
            if (_counts.GetValueOrDefault(key) >= most)
            {
                return key;
            }
        }

        return null;
    }

    /// <summary>Puts the item in the next place.</summary>
    public void Take(int item)
    {
        Count(keys[item], 1);
        _window.Enqueue(keys[item]);
        if (_window.Count == window)
        {
            Count(_window.Dequeue(), -1);
        }
    }

    private void Count(IReadOnlyList<string> all, int change)
    {
        foreach (string key in all)
        {
            _counts[key] = _counts.GetValueOrDefault(key) + change;
        }
    }
}
