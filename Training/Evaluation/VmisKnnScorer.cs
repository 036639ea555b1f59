using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>
/// Session-kNN as in VMIS-kNN: of the sessions (or users) that have items of this history, the most recent are compared with it, later items of the
/// history weighing more; the most alike give their items, weighed by how late in the history they meet it and by how rare the item is. Exact, and
/// equal scores are broken by recency.
/// </summary>
internal sealed class VmisKnnScorer : IScorer, IDisposable
{
    // Distinct items of a history that are looked at, newest first: without a bound, users with thousands of items would meet everyone.
    private const int LongestHistory = 50;

    // How far back from the newest item a common item still counts for a neighbour's weight.
    private const double MatchReach = 10;

    private readonly int _mostSessions;
    private readonly int _neighbours;
    private readonly int[][] _itemsOfSession;
    private readonly int[][] _sessionsOfItem;
    private readonly float[] _rarity;
    private readonly ThreadLocal<Room> _rooms;

    /// <param name="known">What may be known before the test; where it has times, the newest sessions are those that ended last, else those that stand last.</param>
    /// <param name="mostSessions">Most sessions that are compared, the most recent ones.</param>
    /// <param name="neighbours">Most sessions that items are taken from.</param>
    public VmisKnnScorer(Dataset known, int mostSessions, int neighbours)
    {
        _mostSessions = mostSessions;
        _neighbours = neighbours;
        _itemsOfSession = [.. known.Users.OrderBy(LastTime).Select(user => DistinctItems(user.Items.Span))];
        _rarity = new float[known.ItemIds.Count];
        _sessionsOfItem = Invert(known.ItemIds.Count);
        _rooms = new ThreadLocal<Room>(() => new Room(_itemsOfSession.Length));
    }

    public string Name => "VMIS-kNN";

    public void Score(int user, ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        Room room = _rooms.Value!;
        int[] items = DistinctItems(history);
        Compare(items, room);
        foreach (int session in room.Nearest(_mostSessions, _neighbours))
        {
            float weight = room.Alike[session] * MatchWeight(room.Latest[session]);
            foreach (int item in _itemsOfSession[session])
            {
                scores[item] += weight * _rarity[item];
            }
        }

        room.Clear();
    }

    public void Dispose() => _rooms.Dispose();

    private static long LastTime(UserSequence user) => user.Times.IsEmpty ? 0 : user.Times.Span[^1];

    private static float MatchWeight(int stepsBack) => (float)Math.Max(0, 1 - (stepsBack / MatchReach));

    /// <summary>Newest first, each at its newest place.</summary>
    private static int[] DistinctItems(ReadOnlySpan<int> history)
    {
        var items = new List<int>();
        var seen = new HashSet<int>();
        for (int place = history.Length - 1; place >= 0 && items.Count < LongestHistory; place--)
        {
            if (seen.Add(history[place]))
            {
                items.Add(history[place]);
            }
        }

        return [.. items];
    }

    private int[][] Invert(int items)
    {
        var sessions = new List<int>[items];
        for (int item = 0; item < items; item++)
        {
            sessions[item] = [];
        }

        for (int session = 0; session < _itemsOfSession.Length; session++)
        {
            foreach (int item in _itemsOfSession[session])
            {
                sessions[item].Add(session);
            }
        }

        for (int item = 0; item < items; item++)
        {
            _rarity[item] = sessions[item].Count == 0 ? 0 : (float)Math.Log((double)_itemsOfSession.Length / sessions[item].Count);
        }

        return Array.ConvertAll(sessions, list => list.TakeLast(_mostSessions).ToArray());
    }

    private void Compare(int[] items, Room room)
    {
        for (int stepsBack = 0; stepsBack < items.Length; stepsBack++)
        {
            float weight = (float)(items.Length - stepsBack) / items.Length;
            foreach (int session in _sessionsOfItem[items[stepsBack]])
            {
                room.Meet(session, weight, stepsBack);
            }
        }
    }

    /// <summary>One thread's memory.</summary>
    private sealed class Room(int sessions)
    {
        private readonly List<int> _met = [];

        public float[] Alike { get; } = new float[sessions];

        /// <summary>How many steps back in the history the newest common item is.</summary>
        public int[] Latest { get; } = new int[sessions];

        public void Meet(int session, float weight, int stepsBack)
        {
            if (Alike[session] == 0)
            {
                _met.Add(session);
                Latest[session] = stepsBack;
            }

            Alike[session] += weight;
        }

        public IEnumerable<int> Nearest(int mostSessions, int neighbours)
        {
            _met.Sort(static (left, right) => right.CompareTo(left));
            return _met.Take(mostSessions).OrderByDescending(session => Alike[session]).Take(neighbours).ToArray();
        }

        public void Clear()
        {
            foreach (int session in _met)
            {
                Alike[session] = 0;
            }

            _met.Clear();
        }
    }
}
