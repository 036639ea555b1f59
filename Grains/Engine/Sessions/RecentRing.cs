namespace Manidala.Engine.Sessions;

/// <summary>The newest values up to a fixed number, oldest first; grows to its capacity as values come. Not thread-safe.</summary>
internal sealed class RecentRing<T>(int capacity)
{
    private T[] _values = [];
    private int _start;

    public int Count { get; private set; }

    public T this[int index] => _values[(_start + index) % _values.Length];

    public void Add(T value)
    {
        if (Count == capacity)
        {
            _values[_start] = value;
            _start = (_start + 1) % _values.Length;
            return;
        }

        if (Count == _values.Length)
        {
            Grow();
        }

        _values[(_start + Count) % _values.Length] = value;
        Count++;
    }

    public void Clear()
    {
        _values = [];
        _start = 0;
        Count = 0;
    }

    private void Grow()
    {
        // Only a full ring wraps, and a full ring is at its capacity: what is copied here is in order.
        Array.Resize(ref _values, Math.Min(capacity, Math.Max(4, _values.Length * 2)));
    }
}
