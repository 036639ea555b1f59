namespace Manidala.Engine.Feeds;

/// <summary>
/// Items that an explored place may be drawn from, each as likely as any other. Which of them are out is known by look-ups, so that a draw costs what is out and not
/// what there is.
/// </summary>
/// <param name="items">Distinct ordinals.</param>
/// <param name="contains">Whether an ordinal is one of them.</param>
internal sealed class DrawPool(int[] items, Func<int, bool> contains)
{
    // A draw at random finds one that is in after so many tries at most, nearly always; below that the rest is listed.
    private const int LeastShare = 4;

    private readonly HashSet<int> _out = [];
    private List<int>? _left;

    /// <summary>How many may be drawn.</summary>
    public int Count => items.Length - _out.Count;

    /// <summary>Whether this one may be drawn.</summary>
    public bool Contains(int ordinal) => contains(ordinal) && !_out.Contains(ordinal);

    /// <summary>Takes an item out, if it is in.</summary>
    public void Remove(int ordinal)
    {
        if (contains(ordinal) && _out.Add(ordinal))
        {
            _left?.Remove(ordinal);
        }
    }

    /// <summary>Draws one and leaves it in; there has to be one.</summary>
    public int Draw(ref SplitMix random)
    {
        if (_left is null && (long)Count * LeastShare < items.Length)
        {
            _left = [.. items.Where(item => !_out.Contains(item))];
        }

        if (_left is not null)
        {
            return _left[random.Next(_left.Count)];
        }

        while (true)
        {
            int item = items[random.Next(items.Length)];
            if (!_out.Contains(item))
            {
                return item;
            }
        }
    }
}
