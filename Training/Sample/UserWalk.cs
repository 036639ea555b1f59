using Manidala.Engine.Sessions;
using Manidala.Training.Data;

namespace Manidala.Training.Sample;

/// <summary>One user's way through the catalogue, from the log's first day to its last.</summary>
internal sealed class UserWalk(MandalaCatalogue catalogue, SeededRandom random, string userId, List<Interaction> log)
{
    private const double LeadsOn = 0.62;
    private const double FromTaste = 0.75;
    private const int Attempts = 30;

    private readonly SampleUser _user = new(random);
    private readonly HashSet<int> _seen = [];
    private int _left;
    private long _now;

    /// <summary>Adds exactly <paramref name="budget"/> interactions to the log.</summary>
    public void Run(int budget, int meanSessionSteps)
    {
        _left = budget;
        int sessions = Math.Max(1, budget / meanSessionSteps);
        long begin = (SampleLog.End - SampleLog.Span).ToUnixTimeMilliseconds();
        long slot = (long)SampleLog.Span.TotalMilliseconds / sessions;
        for (int session = 0; session < sessions; session++)
        {
            // Sessions lie in slots of their own, in the first half, so that one never runs into the next.
            _now = begin + (session * slot) + (long)(random.NextDouble() * slot / 2);
            int share = session == sessions - 1 ? _left : _left / (sessions - session);
            RunSession(Math.Max(1, share), session / (double)sessions);
        }
    }

    private void RunSession(int budget, double progress)
    {
        int cell = _user.DrawCell(progress, random);
        int direction = random.Chance(0.5) ? 1 : -1;
        int end = Math.Max(0, _left - budget);
        int previous = -1;
        while (_left > end)
        {
            int item = NextItem(previous, cell, direction);
            if (Meet(item, end))
            {
                previous = item;
            }
        }
    }

    // Answers whether the user was pleased enough to go on from this design.
    private bool Meet(int item, int end)
    {
        double liking = _user.LikingOf(catalogue.Designs[item]);
        if (liking < 0.2 && random.Chance(0.4))
        {
            Write(item, "hide");
            return false;
        }

        Write(item, random.Chance(0.15) ? "open" : "view");
        if (_left > end && random.Chance(0.35 * liking))
        {
            Write(item, random.Chance(0.7) ? "like" : "save");
        }

        return true;
    }

    private int NextItem(int previous, int cell, int direction)
    {
        if (previous >= 0 && random.Chance(LeadsOn))
        {
            int next = FirstUnseen(catalogue.Successors(previous, direction));
            if (next >= 0)
            {
                return next;
            }
        }

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int drawn = random.Chance(FromTaste) ? catalogue.DrawFromCell(cell, random) : catalogue.DrawPopular(random);
            if (drawn >= 0 && _seen.Add(drawn))
            {
                return drawn;
            }
        }

        return FirstUnseenFrom(random.Next(catalogue.Designs.Count));
    }

    // Nearer successors are likelier: each is passed over with the same chance.
    private int FirstUnseen(ReadOnlySpan<int> successors)
    {
        foreach (int successor in successors)
        {
            if (!_seen.Contains(successor) && random.Chance(0.4))
            {
                _seen.Add(successor);
                return successor;
            }
        }

        return -1;
    }

    private int FirstUnseenFrom(int start)
    {
        int item = start;
        while (!_seen.Add(item))
        {
            item = (item + 1) % catalogue.Designs.Count;
        }

        return item;
    }

    private void Write(int item, string type)
    {
        string itemId = MandalaNames.IdOf(item);
        log.Add(new Interaction(InteractionIds.Derive(userId, itemId, type, _now), userId, itemId, type, _now, 1));
        _now += random.Next(2_000, 40_000);
        _left--;
    }
}
