using System.Numerics;
using System.Runtime.CompilerServices;

// Searches take kilobytes of stack that they write before they read: clearing it first is a measurable part of a search.
[module: SkipLocalsInit]

namespace Manidala.Engine.Retrieval;

/// <summary>What one approximate search computes with; a thread's own, since a search runs to its end on one thread.</summary>
internal sealed class SearchScratch
{
    /// <summary>Scores in steps that are told apart; those further below the best possible one count as the lowest.</summary>
    public const int Scores = 4096;

    private const int FirstRoom = 4096;

    [ThreadStatic]
    private static SearchScratch? _ofThread;

    private readonly int[] _countOfScore = new int[Scores];
    private int[] _rows = new int[FirstRoom];
    private int[] _scores = new int[FirstRoom];
    private int _wanted;
    private int _atLeast;
    private int _count;
    private float[] _estimates = [];
    private int[] _kept = [];

    /// <summary>Rows that were excluded although their score counted.</summary>
    public int Refused { get; set; }

    /// <summary>Whether there are as many rows as are wanted.</summary>
    public bool IsFull => _atLeast >= _wanted;

    public static SearchScratch OfThread => _ofThread ??= new SearchScratch();

    public float[] ListMeans { get; private set; } = [];

    public float[] ListHopes { get; private set; } = [];

    public int[] Lists { get; private set; } = [];

    /// <summary>The lowest score that still counts.</summary>
    public int Least { get; private set; }

    public void Begin(int lists, int wanted)
    {
        if (ListMeans.Length < lists)
        {
            ListMeans = new float[lists];
            ListHopes = new float[lists];
            Lists = new int[lists];
        }

        Array.Clear(_countOfScore);
        _wanted = wanted;
        _atLeast = 0;
        Refused = 0;
        _count = 0;
        Least = 0;
    }

    /// <param name="score">From 0 to <see cref="Scores"/>, and not below <see cref="Least"/>.</param>
    public void Add(int row, int score)
    {
        if (_count == _rows.Length)
        {
            MakeRoom();
        }

        _rows[_count] = row;
        _scores[_count++] = score;
        _countOfScore[score]++;
        _atLeast++;
    }

    /// <summary>Raises <see cref="Least"/> as far as there are enough rows above it.</summary>
    public void Raise()
    {
        while (_atLeast - _countOfScore[Least] >= _wanted)
        {
            _atLeast -= _countOfScore[Least++];
        }
    }

    /// <summary>The rows that still count.</summary>
    public ReadOnlySpan<int> Finish()
    {
        Compact();
        return _rows.AsSpan(0, _count);
    }

    /// <summary>All rows that a filter allows, of so many that there are.</summary>
    public ReadOnlySpan<int> Collect(in RowFilter filter, int count)
    {
        int found = 0;
        for (int word = 0; word < filter.Allowed.Length; word++)
        {
            for (ulong bits = filter.Word(word); bits != 0; bits &= bits - 1)
            {
                if (found == _rows.Length)
                {
                    Array.Resize(ref _rows, 2 * _rows.Length);
                    Array.Resize(ref _scores, _rows.Length);
                }

                _rows[found++] = (word * 64) + BitOperations.TrailingZeroCount(bits);
            }
        }

        // Bits past the last row mean nothing.
        while (found > 0 && _rows[found - 1] >= count)
        {
            found--;
        }

        return _rows.AsSpan(0, found);
    }

    /// <summary>Room for so many estimates.</summary>
    public Span<float> Estimates(int count)
    {
        if (_estimates.Length < count)
        {
            _estimates = new float[Math.Max(count, FirstRoom)];
            _kept = new int[_estimates.Length];
        }

        return _estimates.AsSpan(0, count);
    }

    /// <summary>Of the rows that estimates were made of, one that stays.</summary>
    public void Keep(int place, int row) => _kept[place] = row;

    public ReadOnlySpan<int> Kept(int count) => _kept.AsSpan(0, count);

    private void MakeRoom()
    {
        Compact();
        if (_count > _rows.Length / 2)
        {
            Array.Resize(ref _rows, _rows.Length * 2);
            Array.Resize(ref _scores, _scores.Length * 2);
        }
    }

    private void Compact()
    {
        int kept = 0;
        for (int place = 0; place < _count; place++)
        {
            _rows[kept] = _rows[place];
            _scores[kept] = _scores[place];
            kept += _scores[place] >= Least ? 1 : 0;
        }

        _count = kept;
    }
}
