using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Grains.Models;
using Manidala.Grains.Users;
using Manidala.Storage;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Manidala.Grains.Tests.Simulation;

/// <summary>One silo's ways to journal, grain storage and model. What goes on there is held until the simulation decides; it is lost with the silo.</summary>
internal sealed class SimulatedSilo(SharedDisk disk) : IInteractionJournal, IGrainStorage, IStepper
{
    public List<HeldOperation> Held { get; } = [];

    /// <summary>Whether the journal has been away for it.</summary>
    public bool HasBeenAway { get; set; }

    public Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken)
    {
        Interaction[] copy = [.. interactions];
        return Hold(new HeldOperation<IReadOnlyList<AppendResult>>(
            $"append {string.Join(' ', copy.Select(one => one.Id))}", () => disk.Append(copy), isJournalWrite: true));
    }

    public Task<IReadOnlyList<PastInteraction>> ReadHistoryAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        Hold(new HeldOperation<IReadOnlyList<PastInteraction>>($"read after {afterSequence}", () => disk.Read(afterSequence, limit)));

    public Task<IReadOnlyList<PastInteraction>?> ReadShortHistoryAsync(string userId, int most, CancellationToken cancellationToken) =>
        Hold(new HeldOperation<IReadOnlyList<PastInteraction>?>("read short", () => disk.Rows.Count > most ? null : disk.Read(0, most)));

    public Task<long> EraseUserAsync(string userId, CancellationToken cancellationToken) =>
        Hold(new HeldOperation<long>("erase", disk.Erase, isJournalWrite: true));

    public Task<IReadOnlyList<JournalEntry>> ReadOldestAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No session reads this.");

    public Task<IReadOnlyList<JournalEntry>> ReadPageAsync(long afterSequence, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No session reads this.");

    public Task<long> ReadHorizonAsync(CancellationToken cancellationToken) => throw new NotSupportedException("No session reads this.");

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        (string Version, byte[] Session)? row =
            await Hold(new HeldOperation<(string Version, byte[] Session)?>("read snapshot", () => disk.Snapshot));
        grainState.ETag = row?.Version;
        grainState.RecordExists = row is not null;
        grainState.State = (T)(object)new UserSnapshot { Session = row?.Session ?? [] };
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        byte[] session = ((UserSnapshot)(object)grainState.State!).Session;
        string? seen = grainState.ETag;
        grainState.ETag = await Hold(new HeldOperation<string?>("write snapshot", () => disk.Replace(seen, session)));
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string? seen = grainState.ETag;
        grainState.ETag = await Hold(new HeldOperation<string?>("clear snapshot", () => disk.Replace(seen, null)));
        grainState.RecordExists = false;
    }

    public async ValueTask<StepOutcome> StepAsync(LoadedModel model, Memory<float> state, ReadOnlyMemory<StepInput> inputs, Memory<float> query)
    {
        float[] next = state.ToArray();
        foreach (StepInput input in inputs.Span)
        {
            // Any fold will do whose result depends on every item, its type, its gap and their order.
            for (int place = 0; place < next.Length; place++)
            {
                next[place] = (next[place] * 0.5f) + ((input.Row + 1) * (place + 1) * 0.01f) + (input.Type * 0.1f) + (input.Gap * 0.001f);
            }
        }

        StepOutcome outcome = await Hold(new HeldOperation<StepOutcome>($"step {inputs.Length}", () => StepOutcome.Done, failed: () => StepOutcome.DeadlinePassed));
        if (outcome == StepOutcome.Done)
        {
            next.CopyTo(state);
            next.AsSpan(0, query.Length).CopyTo(query.Span);
        }

        return outcome;
    }

    /// <summary>Leaves when it takes effect, and how it is answered, to the simulation.</summary>
    public Task<T> Hold<T>(HeldOperation<T> operation)
    {
        Held.Add(operation);
        return operation.Task;
    }
}
