using Manidala.Engine.Sessions;
using Manidala.Engine.Tests.Support;
using Manidala.Storage.Journal;

namespace Manidala.Storage.Tests.Simulation;

/// <summary>Clients that repeat what was not answered, two processes that write to one store, faults and deaths, as a seed decides.</summary>
internal sealed class JournalWorld : IAsyncDisposable
{
    private const int Users = 3;
    private const int Processes = 2;

    private static readonly StoreFault[] Faults = [StoreFault.DiskFull, StoreFault.LostBefore, StoreFault.LostAfter, StoreFault.TimesOutAfter];

    private readonly SimulatedRun _run;
    private readonly ISimulatedStore _store;
    private readonly DatabaseOptions _options;
    private readonly double _deaths;
    private readonly ExpectedJournal _expected = new();
    private readonly List<SimulatedProcess> _processes = [];
    private readonly List<SimulatedCall> _unanswered = [];
    private readonly List<SimulatedTry> _underWay = [];
    private int _calls;
    private int _events;

    /// <param name="deaths">Of all that happens, the share of processes that die.</param>
    private JournalWorld(SimulatedRun run, ISimulatedStore store, DatabaseOptions options, double deaths)
    {
        _run = run;
        _store = store;
        _options = options;
        _deaths = deaths;
    }

    public static async Task RunAsync(SimulatedRun run, ISimulatedStore store, DatabaseOptions options, double deaths)
    {
        await using JournalWorld world = new(run, store, options, deaths);
        for (int process = 0; process < Processes; process++)
        {
            world._processes.Add(await SimulatedProcess.StartAsync(store, options));
        }

        for (int step = 0; step < run.Steps; step++)
        {
            await world.StepAsync();
        }

        await world.EndFaultsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SimulatedProcess process in _processes)
        {
            await process.DieAsync(StoreFault.LostBefore);
        }
    }

    private async Task StepAsync()
    {
        int process = _run.Below(Processes);
        if (_run.Chance(_deaths))
        {
            await DieAsync(process);
        }
        else if (_run.Chance(0.1))
        {
            await ReadAsync(process, User(_run.Below(Users)));
        }
        else if (_processes[process].Writing is not null && _run.Chance(0.4))
        {
            await GoOnAsync(process, _run.Chance(0.35) ? _run.Pick(Faults) : StoreFault.None);
        }
        else
        {
            await SendAsync(process, _unanswered.Count > 0 && _run.Chance(0.4) ? TakeUnanswered(_run.Below(_unanswered.Count)) : NewCall());
        }
    }

    private async Task SendAsync(int process, SimulatedCall call)
    {
        SimulatedTry next = new(call, call.ToWork());
        bool isQueued = await _processes[process].TryEnqueueAsync(next);
        _run.Note($"process {process} {(isQueued ? "takes" : "refuses")} {call}");
        if (isQueued)
        {
            _underWay.Add(next);
        }
        else
        {
            _unanswered.Add(call);
        }
    }

    private async Task GoOnAsync(int process, StoreFault fault)
    {
        HeldWrite write = _processes[process].Writing!;
        List<SimulatedTry> carried = [.. _processes[process].Carried];
        _run.Note($"process {process} writes {string.Join(", ", carried.Select(one => one.Call.Number))}: {fault}");
        bool isWritten = fault is not (StoreFault.DiskFull or StoreFault.LostBefore);
        bool[] areThere = isWritten && write.Group is not null ? _expected.Apply(carried.SelectMany(one => one.Call.Interactions)) : [];
        long erased = isWritten && write.ErasedUser is { } user ? _expected.Erase(user) : 0;

        await _processes[process].GoOnAsync(fault);
        int from = 0;
        foreach (SimulatedTry one in carried)
        {
            _underWay.Remove(one);
            Assert.Equal(fault == StoreFault.None, SimulatedProcess.AnswerOf(one.Work).IsCompletedSuccessfully);
            if (fault != StoreFault.None)
            {
                _unanswered.Add(one.Call);
            }
            else if (one.Work is PendingAppend append)
            {
                Acknowledge(one.Call.Interactions, await append.Done, areThere.AsSpan(from, one.Call.Interactions.Length));
                from += one.Call.Interactions.Length;
            }
            else
            {
                Assert.Equal(erased, await ((PendingErasure)one.Work).Done);
            }
        }
    }

    private void Acknowledge(Interaction[] interactions, IReadOnlyList<AppendResult> results, ReadOnlySpan<bool> areThere)
    {
        Assert.Equal(interactions.Length, results.Count);
        for (int index = 0; index < interactions.Length; index++)
        {
            Assert.Equal(areThere[index], results[index].IsDuplicate);
            _expected.Acknowledge(interactions[index], results[index].Sequence);
        }
    }

    private async Task DieAsync(int process)
    {
        SimulatedProcess dying = _processes[process];
        bool isWritten = dying.Writing is not null && _run.Chance(0.5);
        _run.Note($"process {process} dies{(isWritten ? ", and what it was writing is written" : "")}");
        if (isWritten && dying.Writing!.Group is not null)
        {
            _expected.Apply(dying.Carried.SelectMany(one => one.Call.Interactions));
        }
        else if (isWritten)
        {
            _expected.Erase(dying.Writing!.ErasedUser!);
        }

        await dying.DieAsync(isWritten ? StoreFault.LostAfter : StoreFault.LostBefore);

        // Every try that is completed now was its own; a dead process's calls all ended with it.
        foreach (SimulatedTry lost in _underWay.Where(one => SimulatedProcess.AnswerOf(one.Work).IsCompleted).ToList())
        {
            Assert.True(SimulatedProcess.AnswerOf(lost.Work).IsFaulted);
            _underWay.Remove(lost);
            _unanswered.Add(lost.Call);
        }

        _processes[process] = await SimulatedProcess.StartAsync(_store, _options);
    }

    private async Task ReadAsync(int process, string user)
    {
        _run.Note($"process {process} reads {user}");
        _expected.AssertIs(user, await _processes[process].ReadAsync(user));
    }

    private async Task EndFaultsAsync()
    {
        _run.Note($"no more faults");
        do
        {
            for (int process = 0; process < Processes; process++)
            {
                while (_processes[process].Writing is not null)
                {
                    await GoOnAsync(process, StoreFault.None);
                }
            }

            if (_unanswered.Count > 0)
            {
                await SendAsync(_run.Below(Processes), TakeUnanswered(0));
            }
        }
        while (_unanswered.Count > 0 || _underWay.Count > 0);

        for (int user = 0; user < Users; user++)
        {
            for (int process = 0; process < Processes; process++)
            {
                await ReadAsync(process, User(user));
            }
        }
    }

    private SimulatedCall NewCall()
    {
        string user = User(_run.Below(Users));
        if (_run.Chance(0.06))
        {
            return new(_calls++, user, []);
        }

        var interactions = new Interaction[1 + _run.Below(3)];
        for (int index = 0; index < interactions.Length; index++)
        {
            // Now and then one that was sent before, by whoever sent it: in another call, or in this one.
            int id = _events > 0 && _run.Chance(0.15) ? _run.Below(_events) : _events++;
            interactions[index] = new($"e{id}", user, $"item-{id}-of-{user}", "view", 1_700_000_000_000, 1);
        }

        return new(_calls++, user, interactions);
    }

    private SimulatedCall TakeUnanswered(int index)
    {
        SimulatedCall call = _unanswered[index];
        _unanswered.RemoveAt(index);
        return call;
    }

    // Users of its own for every run: they share a database.
    private string User(int number) => $"{_run.Seed}-{_run.Steps}-u{number}";
}
