using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Manidala.Client;

/// <summary>
/// Sends interactions in batches, in their order, again until the server has them, and each once. Its end sends what is left. Thread-safe.
/// </summary>
public sealed class InteractionWriter : IAsyncDisposable
{
    private readonly ManidalaOptions _options;
    private readonly TimeProvider _time;
    private readonly BatchSender _sender;
    private readonly Channel<Entry> _waiting;
    private readonly CancellationTokenSource _givenUp = new();
    private readonly Task _sending;

    public InteractionWriter(ManidalaClient client, IOptions<ManidalaOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _sender = new BatchSender(client.RecordAsync, time, _options.OnLost);
        _waiting = Channel.CreateBounded<Entry>(new BoundedChannelOptions(_options.QueueLimit) { SingleReader = true });
        _sending = SendAllAsync();
    }

    /// <summary>Takes an interaction, which goes with the next batch; waits only where as many wait as may.</summary>
    public ValueTask WriteAsync(Interaction interaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        return _waiting.Writer.WriteAsync(new Entry(InteractionIds.WithId(interaction), null), cancellationToken);
    }

    /// <summary>Ends when everything that was written before is with the server, or lost.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync(new Entry(null, flushed), cancellationToken).ConfigureAwait(false);
        await flushed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_waiting.Writer.TryComplete())
        {
            await using ITimer end = _time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), _givenUp, _options.EndTimeout, Timeout.InfiniteTimeSpan);
            await _sending.ConfigureAwait(false);
        }

        _givenUp.Dispose();
    }

    private async Task SendAllAsync()
    {
        var batch = new List<Interaction>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            TaskCompletionSource? flushed = await GatherAsync(batch).ConfigureAwait(false);
            if (batch.Count > 0)
            {
                await _sender.SendAsync(batch, _givenUp.Token).ConfigureAwait(false);
                batch.Clear();
            }

            flushed?.SetResult();
        }
    }

    /// <summary>Fills a batch until it is full, somebody wants it sent, or its first has waited for long enough; answers who wants it.</summary>
    private async Task<TaskCompletionSource?> GatherAsync(List<Interaction> batch)
    {
        using var due = new CancellationTokenSource(_options.BatchDelay, _time);
        while (batch.Count < _options.BatchSize)
        {
            if (!_waiting.Reader.TryRead(out Entry next))
            {
                if (await IsOverAsync(due.Token).ConfigureAwait(false))
                {
                    break;
                }

                continue;
            }

            if (next.Interaction is null)
            {
                return next.Flushed;
            }

            batch.Add(next.Interaction);
        }

        return null;
    }

    private async Task<bool> IsOverAsync(CancellationToken due)
    {
        try
        {
            return !await _waiting.Reader.WaitToReadAsync(due).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>An interaction, or the wish that all before it be sent.</summary>
    private readonly record struct Entry(Interaction? Interaction, TaskCompletionSource? Flushed);
}
