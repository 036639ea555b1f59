using System.Collections.Concurrent;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>What the test grains hold, and how a test bends them. Tests keep apart by their users' and items' ids.</summary>
public sealed class World
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();
    private long _sequence;

    public ConcurrentDictionary<string, ConcurrentQueue<Exception?>> Failures { get; } = new();

    public ConcurrentDictionary<string, TaskCompletionSource> Blocked { get; } = new();

    public ConcurrentDictionary<string, FeedQuery> LastQueries { get; } = new();

    public ConcurrentDictionary<string, int> Calls { get; } = new();

    public ConcurrentDictionary<string, ItemRecord> Items { get; } = new();

    public ConcurrentDictionary<string, ItemChanges> LastItemChanges { get; } = new();

    public ConcurrentDictionary<string, ProfileRecord> Profiles { get; } = new();

    public ConcurrentDictionary<string, RuleRecord> Rules { get; } = new();

    /// <summary>By user, in the order in which it came, with whether it overwrites.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<(NewFeedback Feedback, bool Overwrites)>> Feedback { get; } = new();

    public ConcurrentDictionary<string, Upload> Uploads { get; } = new();

    public HealthReport Health { get; set; } = new(true, "m1", 7, "test", []);

    /// <summary>Ends when this grain is called next.</summary>
    public Task WaitForCallAsync(string key) =>
        (_awaited[key] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>The next calls of this grain fail so, one after the other; null lets one pass.</summary>
    public void Fail(string key, params Exception?[] failures) => Failures[key] = new(failures);

    /// <summary>Counts a call, then waits where the test holds it, and fails where the test says so.</summary>
    public async Task EnterAsync(string key, CancellationToken cancel)
    {
        Calls.AddOrUpdate(key, 1, (_, count) => count + 1);
        if (_awaited.TryRemove(key, out var awaited))
        {
            awaited.SetResult();
        }

        if (Blocked.TryGetValue(key, out var blocked))
        {
            await blocked.Task.WaitAsync(cancel);
        }

        if (Failures.TryGetValue(key, out var failures) && failures.TryDequeue(out var failure) && failure is not null)
        {
            throw failure;
        }
    }

    public sealed class Upload
    {
        public List<byte[]> Chunks { get; } = [];

        public bool IsAbandoned { get; set; }

        public bool? IsActivated { get; set; }

        public PublishTerms? Terms { get; set; }
    }
}
