using Manidala.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>
/// NDCG@10 of every user's validation item among all items, those of the user's history left out. Ties count against the model.
/// </summary>
internal sealed class Validation
{
    private const int Depth = 10;
    private const int MostUsersPerBatch = 128;

    // 64 MB of scores: with very many items fewer users are ranked at once.
    private const int MostScoresPerBatch = 1 << 24;
    private static readonly Scalar Impossible = float.NegativeInfinity;
    private readonly List<UserSequence[]> _batches;
    private readonly int _window;

    /// <param name="window">How much of a history is encoded, newest items first to stay.</param>
    public Validation(Dataset dataset, int window, int mostUsers, Random random)
    {
        _window = window;
        UserSequence[] users = [.. dataset.Users.Where(LeaveOneOut.IsHeldOut)];
        random.Shuffle(users);
        int usersPerBatch = Math.Clamp(MostScoresPerBatch / Math.Max(1, dataset.ItemIds.Count), 1, MostUsersPerBatch);
        _batches = [.. users.Take(mostUsers).OrderBy(user => user.Items.Length).Chunk(usersPerBatch)];
    }

    public bool HasUsers => _batches.Count > 0;

    public double Measure(SequenceModel model)
    {
        bool wasTraining = model.training;
        model.eval();
        using var noGradients = no_grad();
        double sum = _batches.Sum(users => SumOf(model, users));
        model.train(wasTraining);
        return sum / _batches.Sum(users => users.Length);
    }

    private double SumOf(SequenceModel model, UserSequence[] users)
    {
        using var scope = NewDisposeScope();
        var scores = model.Score(LastQueries(model, users));
        var targets = tensor(users.Select(user => (long)LeaveOneOut.ValidationTarget(user)).ToArray()).unsqueeze(1);
        var reached = scores.gather(1, targets);
        scores.reshape(-1).index_fill_(0, tensor(Seen(users, model.ItemCount)), Impossible);

        // The target was not seen, so that it counts itself once.
        var ahead = scores.ge(reached).sum(dim: 1).data<long>();
        return ahead.Sum(rank => rank is > 0 and <= Depth ? 1 / Math.Log2(rank + 1) : 0);
    }

    private Tensor LastQueries(SequenceModel model, UserSequence[] users)
    {
        var histories = users.Select(user => LeaveOneOut.ValidationHistory(user).ToArray()).ToArray();
        int time = Math.Min(_window, histories.Max(history => history.Length));
        var inputs = new long[users.Length * time];
        var last = new long[users.Length];
        for (int row = 0; row < users.Length; row++)
        {
            int[] history = histories[row].Length > time ? histories[row][^time..] : histories[row];
            for (int at = 0; at < history.Length; at++)
            {
                inputs[(row * time) + at] = history[at];
            }

            last[row] = (row * time) + history.Length - 1;
        }

        var queries = model.forward(tensor(inputs, users.Length, time));
        return queries.reshape(-1, model.Encoder.Dimension).index_select(0, tensor(last));
    }

    /// <summary>Places of the users' histories in the flattened scores. An item that is the target again is left in, or it could not win.</summary>
    private static long[] Seen(UserSequence[] users, int itemCount) =>
    [
        .. users.SelectMany((user, row) => LeaveOneOut.ValidationHistory(user).ToArray()
            .Where(item => item != LeaveOneOut.ValidationTarget(user))
            .Select(item => ((long)row * itemCount) + item)),
    ];
}
