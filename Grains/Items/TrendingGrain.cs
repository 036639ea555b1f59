using Manidala.Engine.Sessions;
using Manidala.Engine.Telemetry;
using Manidala.Engine.Trending;
using Manidala.Grains.Interfaces;
using Manidala.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Items;

/// <summary>
/// Counts one slice's items by following the journal: what is counted is what was acknowledged, once each, also after a crash, when it counts the
/// newest part of the journal anew.
/// </summary>
internal sealed partial class TrendingGrain(
    IInteractionJournal journal,
    InteractionTypes types,
    IOptions<TrendingOptions> options,
    EngineMetrics metrics,
    TimeProvider time,
    ILogger<TrendingGrain> logger) : Grain, ITrendingGrain
{
    private const int PageLength = 5000;
    private const int PagesPerTurn = 20;

    private readonly TrendingOptions _options = options.Value;
    private readonly DecayedCounts _counts = new(options.Value.HalfLife, options.Value.ItemsPerSlice);
    private long _through = -1;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        long horizon = await journal.ReadHorizonAsync(cancellationToken);
        _through = Math.Max(0, horizon - _options.RebuildInteractions);

        // Before the first answer: a silo that has just said that it is ready would otherwise have nothing for newcomers until the next turn.
        await FollowAsync(cancellationToken);
        this.RegisterGrainTimer(
            FollowAsync, new GrainTimerCreationOptions(_options.RefreshInterval, _options.RefreshInterval) { Interleave = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        metrics.JournalLeft(this.GetPrimaryKeyLong());
        return Task.CompletedTask;
    }

    public Task<TrendingSlice> Top(int count, CancellationToken cancellationToken) => Task.FromResult(new TrendingSlice(
        _through,
        [.. _counts.Top(count).Select(top => new TrendingItem(top.Item, top.Log2))]));

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (int page = 0; page < PagesPerTurn; page++)
            {
                IReadOnlyList<JournalEntry> entries = await journal.ReadPageAsync(_through, PageLength, cancellationToken);
                Count(entries);
                bool isWhole = entries.Count < PageLength;
                metrics.JournalFollowed(
                    this.GetPrimaryKeyLong(), isWhole ? TimeSpan.Zero : time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(entries[^1].RecordedMs));
                if (isWhole)
                {
                    return;
                }
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Counting goes on from the same place at the next tick.
            LogFollowFailed(this.GetPrimaryKeyLong(), _through, failure);
        }
    }

    private void Count(IReadOnlyList<JournalEntry> entries)
    {
        foreach (JournalEntry entry in entries)
        {
            _through = entry.Sequence;
            Interaction interaction = entry.Interaction;
            bool isUndo = Undo.TryParse(interaction.Type, out string undone);
            if (!types.TryGet(isUndo ? undone : interaction.Type, out InteractionType type) || SliceOf(interaction.ItemId) != this.GetPrimaryKeyLong())
            {
                continue;
            }

            // What is dated later than it was recorded counts as of then. By this silo's clock it would count as of now, anew at each restart, for as long as the
            // date is ahead.
            long time = Math.Min(entry.RecordedMs, interaction.TimestampMs);
            if (isUndo)
            {
                _counts.Remove(interaction.ItemId, type.Weight * interaction.Value, time);
            }
            else
            {
                _counts.Add(interaction.ItemId, type.Weight, time);
            }
        }
    }

    private long SliceOf(string itemId)
    {
        uint hash = 2166136261;
        foreach (char letter in itemId)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return hash % (uint)_options.Slices;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Trending slice {Slice} could not read the journal after {Through}")]
    private partial void LogFollowFailed(long slice, long through, Exception failure);
}
