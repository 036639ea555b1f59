using System.Globalization;

namespace Manidala.Training.Data;

/// <summary>
/// Groups a log by user in bounded memory. Rows are set down as they come; then they are dealt to buckets of consecutive users that each fit in memory, and each
/// bucket is sorted by user, keeping the log's order, and written out. Memory holds one bucket and some bytes a user, whatever the log's length.
/// </summary>
internal sealed class ColumnBuilder : IDisposable
{
    private const int RowsBufferedForBucket = 4096;
    private readonly ColumnSettings _settings;
    private readonly IdTable _ids = new();
    private readonly List<int> _rowsOfUser = [];
    private readonly List<int> _positionOfUser = [];
    private readonly List<int> _usersInOrder = [];
    private readonly List<int> _written = [];
    private readonly RowSpill _spill;

    public ColumnBuilder(ColumnSettings settings)
    {
        _settings = settings;
        _spill = new RowSpill(PathOf("arrivals"), settings.RowsInMemory);
    }

    /// <param name="isPositive">Users have their places by their first positive interaction; those without one are left out.</param>
    public void Add(string userId, int item, long time, byte type, bool isPositive)
    {
        int user = _ids.GetOrAdd(userId);
        if (user == _rowsOfUser.Count)
        {
            _rowsOfUser.Add(0);
            _positionOfUser.Add(-1);
        }

        _rowsOfUser[user]++;
        if (isPositive && _positionOfUser[user] < 0)
        {
            _positionOfUser[user] = _usersInOrder.Count;
            _usersInOrder.Add(user);
        }

        _spill.Add(new JournalRow(user, item, time, type));
    }

    /// <param name="owned">Gets what has to be disposed once nobody looks at the users any more.</param>
    public ColumnUsers Build(ICollection<IDisposable> owned)
    {
        bool isSmall = _spill.Count <= _settings.RowsInMemory;
        using var writer = new UserColumnWriter(isSmall ? null : _settings.Folder);
        if (isSmall)
        {
            Write(_spill, 0, _usersInOrder.Count, writer);
        }
        else
        {
            WriteByBuckets(writer);
        }

        return new ColumnUsers(_ids, [.. _written], writer.Complete(owned));
    }

    public void Dispose() => _spill.Dispose();

    private string? PathOf(string name) => _settings.Folder is null ? null : Path.Combine(_settings.Folder, $"{name}.rows");

    private void WriteByBuckets(UserColumnWriter writer)
    {
        List<int> starts = ChooseBuckets();
        int[] bucketOfPosition = new int[_usersInOrder.Count];
        for (int bucket = 0; bucket < starts.Count; bucket++)
        {
            int end = bucket + 1 < starts.Count ? starts[bucket + 1] : _usersInOrder.Count;
            Array.Fill(bucketOfPosition, bucket, starts[bucket], end - starts[bucket]);
        }

        RowSpill[] buckets =
        [
            .. starts.Select((_, bucket) => new RowSpill(PathOf($"bucket-{bucket.ToString(CultureInfo.InvariantCulture)}"), RowsBufferedForBucket)),
        ];
        try
        {
            _spill.ForEach(row =>
            {
                int position = _positionOfUser[row.User];
                if (position >= 0)
                {
                    buckets[bucketOfPosition[position]].Add(row);
                }
            });
            _spill.Dispose();
            for (int bucket = 0; bucket < buckets.Length; bucket++)
            {
                int end = bucket + 1 < starts.Count ? starts[bucket + 1] : _usersInOrder.Count;
                Write(buckets[bucket], starts[bucket], end, writer);
                buckets[bucket].Dispose();
            }
        }
        finally
        {
            Array.ForEach(buckets, bucket => bucket.Dispose());
        }
    }

    /// <summary>Where each bucket begins. A user alone may be more than a bucket should be.</summary>
    private List<int> ChooseBuckets()
    {
        var starts = new List<int> { 0 };
        long rows = 0;
        for (int position = 0; position < _usersInOrder.Count; position++)
        {
            int own = _rowsOfUser[_usersInOrder[position]];
            if (rows > 0 && rows + own > _settings.RowsInMemory)
            {
                starts.Add(position);
                rows = 0;
            }

            rows += own;
        }

        return starts;
    }

    private void Write(RowSpill rows, int firstPosition, int endPosition, UserColumnWriter writer)
    {
        var ends = new int[endPosition - firstPosition + 1];
        for (int position = firstPosition; position < endPosition; position++)
        {
            ends[position - firstPosition + 1] = ends[position - firstPosition] + _rowsOfUser[_usersInOrder[position]];
        }

        int[] starts = [.. ends];
        int[] next = [.. ends];
        var sorted = new JournalRow[ends[^1]];
        rows.ForEach(row =>
        {
            int position = _positionOfUser[row.User];
            if (position >= 0)
            {
                sorted[next[position - firstPosition]++] = row;
            }
        });
        for (int place = 0; place < starts.Length - 1; place++)
        {
            if (writer.Add(sorted.AsSpan(starts[place]..starts[place + 1])))
            {
                _written.Add(_usersInOrder[firstPosition + place]);
            }
        }
    }
}
