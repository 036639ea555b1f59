using Manidala.Engine.Model;
using Manidala.Training.Commands;
using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>
/// Measures what a running server serves: every held-out user's history is posted under a new user's id, and the feed that follows is taken as
/// the ranking. The new users are erased afterwards. Types and times are those of the data set; without times all of a history happened at one moment, so
/// that the gaps are 0 as they are offline.
/// </summary>
/// <param name="run">Keeps this run's users apart from those of another.</param>
internal sealed class ServedReplay(ServerClient client, Dataset dataset, string version, string run, TimeProvider time)
{
    private const int MostInteractionsInCall = 1000;
    private const int UsersAtOnce = 4;

    private readonly Lock _gate = new();
    private readonly RankingMetrics _metrics = new();
    private readonly List<string> _problems = [];

    /// <exception cref="CommandException">The model looks at who the user is, and a replay has only users that it never met.</exception>
    public static void RequireServable(BundleManifest manifest)
    {
        if (manifest.Encoder.InputOf(EncoderRoles.UserId) is not null)
        {
            throw new CommandException(
                $"{manifest.Version} takes the user's id, and a replay posts under new ids that it cannot know; measure it offline, without --served.");
        }
    }

    public async Task<RankingResult> RunAsync(HeldOutUsers heldOut, IProgressReporter progress, CancellationToken cancellationToken)
    {
        using IProgressStep step = progress.Begin("Replaying through HTTP", heldOut.Users.Count);
        var options = new ParallelOptions { MaxDegreeOfParallelism = UsersAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(heldOut.Users, options, async (number, cancellation) =>
        {
            await ReplayAsync(number, cancellation).ConfigureAwait(false);
            lock (_gate)
            {
                step.Report(_metrics.Users);
            }
        }).ConfigureAwait(false);

        if (_problems.Count > 0)
        {
            throw new CommandException(
                $"{_problems.Count} of {heldOut.Users.Count} feeds were not what the posted history must give; the first: {_problems[0]}");
        }

        return new RankingResult(version, _metrics.HitRate, _metrics.Ndcg, MeanReciprocalRank: null);
    }

    private async Task ReplayAsync(int number, CancellationToken cancellationToken)
    {
        UserSequence user = dataset.Users[number];
        string userId = $"evaluation-{run}-{number}";
        try
        {
            long sequence = await PostHistoryAsync(userId, user, cancellationToken).ConfigureAwait(false);
            ServedFeed feed = await client.GetFeedAsync(userId, RankingMetrics.Depth, cancellationToken).ConfigureAwait(false);
            Count(feed, dataset.ItemIds[LeaveOneOut.TestTarget(user)], ProblemWith(feed, sequence, userId));
        }
        finally
        {
            // Also when the user stops the replay: nothing of it is to stay in the journal.
            await client.DeleteUserAsync(userId, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<long> PostHistoryAsync(string userId, UserSequence user, CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long last = 0;
        foreach (int[] places in Enumerable.Range(0, LeaveOneOut.TestHistory(user).Length).Chunk(MostInteractionsInCall))
        {
            var interactions = new List<SentInteraction>(places.Length);
            foreach (int place in places)
            {
                string item = dataset.ItemIds[user.Items.Span[place]];
                long happened = user.Times.IsEmpty ? now : user.Times.Span[place];
                interactions.Add(new SentInteraction(userId, item, SequenceSteps.TypeAt(user, place).Name, happened, $"{place}"));
            }

            IReadOnlyList<StoredInteraction> stored = await client.PostInteractionsAsync(interactions, cancellationToken).ConfigureAwait(false);
            last = stored[^1].Sequence;
        }

        return last;
    }

    private string? ProblemWith(ServedFeed feed, long sequence, string userId)
    {
        if (feed.Fallback)
        {
            return $"the feed of {userId} is a fallback";
        }

        if (feed.Model != version)
        {
            return $"the feed of {userId} comes from model {feed.Model ?? "none"}, not {version}";
        }

        return feed.Sequence == sequence ? null : $"the feed of {userId} reflects sequence {feed.Sequence}, and {sequence} was posted";
    }

    private void Count(ServedFeed feed, string target, string? problem)
    {
        int place = feed.Items.Take(RankingMetrics.Depth).Select(item => item.Id).ToList().IndexOf(target);
        lock (_gate)
        {
            if (problem is not null)
            {
                _problems.Add(problem);
            }

            if (place >= 0)
            {
                _metrics.Add(place + 1);
            }
            else
            {
                _metrics.AddMiss();
            }
        }
    }
}
