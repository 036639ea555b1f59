using System.Collections.Immutable;
using Manidala.Engine.Sessions;
using Manidala.Engine.Tests.Support;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;
using Manidala.Grains.Users;
using Manidala.Storage;
using Orleans;

namespace Manidala.Grains.Tests.Simulation;

/// <summary>
/// One user's clients, who repeat what was not answered; a grain that begins, ends and dies; a journal, a grain storage and a model that answer late, wrongly or
/// not at all, as a seed decides. All of it runs on one thread.
/// </summary>
internal sealed class SessionWorld
{
    private const string UserId = "somebody";
    private const int MostCalls = 4;
    private const int MostStepsToEnd = 2000;

    private static readonly string[] Types = ["view", "like", "hide", "impression"];

    private readonly SimulatedRun _run;
    private readonly UserGrainServices _services;
    private readonly IServiceProvider _provider;
    private readonly SharedDisk _disk = new();
    private readonly List<OpenCall> _open = [];
    private readonly List<ImmutableArray<NewInteraction>> _unanswered = [];
    private readonly List<(long Sequence, NewInteraction Interaction)> _acknowledged = [];
    private SimulatedActivation? _activation;
    private Task? _changing;
    private bool _isEnding;
    private bool _mustErase;
    private int _erasuresSeen;
    private int _events;

    private SessionWorld(SimulatedRun run, UserGrainServices services, IServiceProvider provider)
    {
        _run = run;
        _services = services;
        _provider = provider;
    }

    private sealed record OpenCall(string What, Task Task, Action<Exception?> Ended);

    public static void Run(SimulatedRun run, UserGrainServices services, IServiceProvider provider)
    {
        SessionWorld world = new(run, services, provider);
        for (int step = 0; step < run.Steps; step++)
        {
            world.Step();
        }

        world.EndFaults();
        world.AssertRebuiltEqualsLive();
    }

    private void Step()
    {
        if (_activation is null)
        {
            Activate();
        }
        else if (_run.Chance(0.03))
        {
            Die();
        }
        else if (_activation.Silo.Held.Count > 0 && _run.Chance(0.6))
        {
            GoOn(faults: 0.12);
        }
        else if (_changing is null && _open.Count == 0 && (_activation.WantsToEnd || _run.Chance(0.05)))
        {
            Deactivate();
        }
        else if (_changing is null && !_activation.WantsToEnd && _open.Count < MostCalls)
        {
            Ask();
        }

        SeeWhatEnded();
    }

    private void Activate()
    {
        _run.Note($"the grain begins");
        _activation = NewActivation();
        _isEnding = false;
        _changing = _activation.Call(grain => grain.OnActivateAsync(CancellationToken.None));
    }

    private void Deactivate()
    {
        _run.Note($"the grain ends");
        _isEnding = true;
        _changing = _activation!.Call(grain => grain.OnDeactivateAsync(new(DeactivationReasonCode.ActivationIdle, "idle"), CancellationToken.None));
    }

    private void Die()
    {
        _run.Note($"the silo dies");
        _activation = null;
        _changing = null;
        foreach (OpenCall call in _open.ToList())
        {
            End(call, new IOException("The silo is gone."));
        }
    }

    private void Ask()
    {
        if (_mustErase && !_open.Exists(call => call.What == "erase") && _run.Chance(0.5))
        {
            Erase();
        }
        else if (_run.Chance(0.02))
        {
            _mustErase = true;
        }
        else if (_run.Chance(0.35))
        {
            Feed();
        }
        else if (_unanswered.Count > 0 && _run.Chance(0.5))
        {
            ImmutableArray<NewInteraction> again = _run.Pick(_unanswered);
            _unanswered.Remove(again);
            Record(again);
        }
        else
        {
            Record([.. Enumerable.Range(0, 1 + _run.Below(3)).Select(_ => NewInteraction())]);
        }
    }

    private void Record(ImmutableArray<NewInteraction> interactions)
    {
        Task<ImmutableArray<RecordedInteraction>> recording = _activation!.Call(grain => grain.Record(interactions, CancellationToken.None));
        Open($"record {string.Join(' ', interactions.Select(one => one.Id))}", recording, failure =>
        {
            if (failure is not null)
            {
                _unanswered.Add(interactions);
                return;
            }

            for (int index = 0; index < interactions.Length; index++)
            {
                RecordedInteraction recorded = recording.Result[index];
                int at = _disk.Rows.ToList().FindIndex(row => row.Interaction.Id == recorded.Id);

                // An erasure may have come after the commit and before the answer.
                if (at >= 0 && _disk.Rows[at].Sequence == recorded.Sequence)
                {
                    _acknowledged.Add((recorded.Sequence, interactions[index]));
                }
                else
                {
                    Assert.True(_disk.Erasures > 0, $"{recorded.Id} is acknowledged and not in the journal.");
                }
            }
        });
    }

    private void Feed()
    {
        var known = _acknowledged.ToList();
        int erasures = _disk.Erasures;
        SimulatedSilo asked = _activation!.Silo;
        Task<Feed> asking = _activation!.Call(grain => grain.GetFeed(TestManidala.Query(count: TestManidala.Items), CancellationToken.None));
        Open("feed", asking, failure =>
        {
            if (failure is not null || erasures != _disk.Erasures)
            {
                return;
            }

            // Whatever was acknowledged before a feed was asked for is in it.
            Feed feed = asking.Result;
            if (feed.IsFallback && asked.HasBeenAway)
            {
                // Of a session that could not be read, and says so.
                return;
            }

            Assert.All(known, one => Assert.InRange(feed.Sequence, one.Sequence, long.MaxValue));
            Assert.Empty(feed.Items.Select(item => item.Id).Intersect(
                known.Where(one => one.Interaction.Type != "impression").Select(one => one.Interaction.ItemId)));
        });
    }

    private void Erase() => Open("erase", _activation!.Call(grain => grain.Erase(CancellationToken.None)), failure => _mustErase &= failure is not null);

    private void Open(string what, Task task, Action<Exception?> ended)
    {
        _run.Note($"{what}?");
        _open.Add(new(what, task, ended));
    }

    private void SeeWhatEnded()
    {
        // What an erasure took is nobody's promise any more.
        if (_erasuresSeen != _disk.Erasures)
        {
            _erasuresSeen = _disk.Erasures;
            _acknowledged.RemoveAll(one => !_disk.Rows.Any(row => row.Sequence == one.Sequence));
        }

        foreach (OpenCall call in _open.Where(call => call.Task.IsCompleted).ToList())
        {
            End(call, call.Task.Exception?.InnerException);
        }

        if (_changing is { IsCompleted: true } changed)
        {
            bool isGone = _isEnding || changed.IsFaulted;
            _run.Note($"the grain {(isGone ? "is gone" : "is there")}{(changed.IsFaulted ? ": " + changed.Exception!.InnerException!.Message : "")}");
            _changing = null;
            _activation = isGone ? null : _activation;
        }
    }

    private void End(OpenCall call, Exception? failure)
    {
        _run.Note($"{call.What}: {failure?.GetType().Name ?? "answered"}");
        _open.Remove(call);
        call.Ended(failure);
    }

    private void GoOn(double faults)
    {
        List<HeldOperation> held = _activation!.Silo.Held;
        HeldOperation operation = _run.Pick(held);
        if (operation.IsJournalWrite && !operation.IsApplied)
        {
            operation = held.First(one => one.IsJournalWrite && !one.IsApplied);
        }

        bool fails = _run.Chance(faults);
        bool isAway = fails && _run.Chance(0.5);
        _run.Note($"{operation.Name}: {(fails ? "fails" : operation.IsApplied ? "is answered" : "takes effect")}{(fails && operation.IsApplied ? " after it took effect" : "")}");
        if (fails)
        {
            held.Remove(operation);
            _activation.Silo.HasBeenAway |= isAway;
            operation.Fail(isAway ? new JournalUnavailableException("The simulation decided so.") : new IOException("The simulation decided so."));
        }
        else if (operation.IsApplied)
        {
            held.Remove(operation);
            operation.Answer();
        }
        else
        {
            operation.Apply();
        }

        _activation.RunTurns();
    }

    private void EndFaults()
    {
        _run.Note($"no more faults");
        for (int step = 0; _activation is null || _changing is not null || _open.Count > 0 || _unanswered.Count > 0 || _mustErase || _activation.Silo.Held.Count > 0
            || _activation.WantsToEnd; step++)
        {
            Assert.True(step < MostStepsToEnd, "Without faults it never comes to rest.");
            if (_activation is null)
            {
                Activate();
            }
            else if (_activation.Silo.Held.Count > 0)
            {
                GoOn(faults: 0);
            }
            else if (_changing is not null || _open.Count > 0)
            {
                Assert.True(
                    _changing is not { IsCompleted: false } && _open.TrueForAll(call => call.Task.IsCompleted),
                    $"Never answered: {string.Join(", ", _open.Select(call => call.What))}");
            }
            else if (_activation.WantsToEnd)
            {
                Deactivate();
            }
            else if (_mustErase)
            {
                Erase();
            }
            else
            {
                Record(_unanswered[0]);
                _unanswered.RemoveAt(0);
            }

            SeeWhatEnded();
        }
    }

    private void AssertRebuiltEqualsLive()
    {
        Assert.All(_acknowledged, one => Assert.Single(_disk.Rows, row => row.Sequence == one.Sequence && row.Interaction.Id == one.Interaction.Id));
        var live = ShownBy(_activation!);
        var rebuilt = ShownBy(Rebuilt(NewActivation()));

        // As if there had never been a snapshot.
        SharedDisk bare = new();
        foreach ((long sequence, Interaction interaction) in _disk.Rows)
        {
            bare.AppendAt(sequence, interaction);
        }

        var folded = ShownBy(Rebuilt(new SimulatedActivation(UserId, _services, new SimulatedSilo(bare), _provider)));
        Assert.Equal(folded, live);
        Assert.Equal(folded, rebuilt);
    }

    private static SimulatedActivation Rebuilt(SimulatedActivation activation)
    {
        Finish(activation, activation.Call(grain => grain.OnActivateAsync(CancellationToken.None)));
        return activation;
    }

    // All that a session shows: where it stands, what it remembers, and by the scores the encoder's state.
    private static IEnumerable<string> ShownBy(SimulatedActivation activation)
    {
        Feed feed = Finish(activation, activation.Call(grain => grain.GetFeed(TestManidala.Query(count: TestManidala.Items, includeSeen: true), CancellationToken.None)));
        Feed unseen = Finish(activation, activation.Call(grain => grain.GetFeed(TestManidala.Query(count: TestManidala.Items), CancellationToken.None)));
        SessionView view = Finish(activation, activation.Call(grain => grain.GetSession(20, CancellationToken.None)));
        return
        [
            $"{feed.Sequence} {feed.Model} {feed.IsFallback} {view.Sequence} {view.SeenCount}",
            .. view.Recent.Select(one => one.ToString()),
            .. feed.Items.Select(item => $"{item.Id} {item.Score} {item.Source}"),
            .. unseen.Items.Select(item => $"unseen {item.Id} {item.Score} {item.Source}"),
        ];
    }

    private static T Finish<T>(SimulatedActivation activation, Task<T> task)
    {
        while (!task.IsCompleted)
        {
            HeldOperation next = activation.Silo.Held[0];
            if (!next.IsApplied)
            {
                next.Apply();
            }

            activation.Silo.Held.RemoveAt(0);
            next.Answer();
            activation.RunTurns();
        }

        return task.GetAwaiter().GetResult();
    }

    private SimulatedActivation NewActivation() => new(UserId, _services, new SimulatedSilo(_disk), _provider);

    private NewInteraction NewInteraction()
    {
        int number = _events++;
        string item = _run.Chance(0.1) ? $"nowhere-{_run.Below(3)}" : $"item-{_run.Below(TestManidala.Items)}";
        return new($"e{number}", item, _run.Pick(Types), 1_700_000_000_000 + (_run.Below(1000) * 1000L), 1);
    }
}
