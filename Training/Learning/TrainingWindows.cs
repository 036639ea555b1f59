using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>All windows of a data set. They are cut in mind only; one is read from the data set when its batch is due. Thread-safe.</summary>
internal sealed class TrainingWindows
{
    private readonly IReadOnlyList<UserSequence> _users;
    private readonly WindowPlace[] _places;
    private readonly PredictionWeights? _weights;

    private TrainingWindows(IReadOnlyList<UserSequence> users, WindowPlace[] places, PredictionWeights? weights)
    {
        _users = users;
        _places = places;
        _weights = weights;
        foreach (WindowPlace place in places)
        {
            Predictions += place.Predictions;
        }
    }

    public int Count => _places.Length;

    /// <summary>Predictions of all windows together.</summary>
    public long Predictions { get; }

    /// <summary>
    /// Cuts histories so that every item but a user's first is predicted once. A user's newest window is whole and comes first; what is left over is the oldest.
    /// </summary>
    /// <param name="longest">Most predictions of a window.</param>
    /// <param name="weights">How much predictions count; null where all count the same.</param>
    public static TrainingWindows Cut(Dataset dataset, TrainingSplit split, int longest, PredictionWeights? weights = null)
    {
        var lengths = new int[dataset.Users.Count];
        int windows = 0;
        for (int user = 0; user < lengths.Length; user++)
        {
            lengths[user] = split.TrainingLength(user, dataset.Users[user]);
            windows += (Math.Max(0, lengths[user] - 1) + longest - 1) / longest;
        }

        var places = new WindowPlace[windows];
        int next = 0;
        for (int user = 0; user < lengths.Length; user++)
        {
            for (int end = lengths[user]; end > 1; end -= longest)
            {
                int start = Math.Max(0, end - longest - 1);
                places[next++] = new WindowPlace(user, start, end - start - 1);
            }
        }

        return new TrainingWindows(dataset.Users, places, weights);
    }

    public int PredictionsOf(int window) => _places[window].Predictions;

    /// <summary>A window with everything that the data know of it, in memory of its own: whoever reads it bears the wait for the disk.</summary>
    public TrainingWindow Read(int window)
    {
        WindowPlace place = _places[window];
        UserSequence user = _users[place.User];
        int end = place.Start + place.Predictions;
        (int[] negatives, int[] rows) = NegativesIn(user, place);
        return new TrainingWindow(user.Items[place.Start..(end + 1)].ToArray())
        {
            Types = user.Types.IsEmpty ? default : user.Types[place.Start..end].ToArray(),
            Gaps = user.Times.IsEmpty ? default : EncodedHistory.GapsOf(user.Times.Span, place.Start, end),
            Weights = _weights is null ? default : _weights.Of(user, place),
            Negatives = negatives,
            NegativeRows = rows,
        };
    }

    /// <summary>
    /// What was turned down when the window's last known item was one of its inputs: the query of that moment had this answer, beside the item that was taken.
    /// </summary>
    private static (int[] Items, int[] Rows) NegativesIn(UserSequence user, WindowPlace place)
    {
        ReadOnlySpan<int> places = user.NegativePlaces.Span;
        var items = new List<int>();
        var rows = new List<int>();
        for (int at = 0; at < places.Length; at++)
        {
            // What came before the first item of all is held against the first prediction.
            int row = Math.Max(1, places[at]) - 1 - place.Start;
            if (row >= 0 && row < place.Predictions)
            {
                items.Add(user.Negatives.Span[at]);
                rows.Add(row);
            }
        }

        return ([.. items], [.. rows]);
    }
}
