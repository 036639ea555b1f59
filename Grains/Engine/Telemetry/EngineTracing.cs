using System.Diagnostics;

namespace Manidala.Engine.Telemetry;

/// <summary>The engine's spans. Without a listener none is made and nothing is allocated.</summary>
public static class EngineTracing
{
    private static readonly ActivitySource Source = new("Manidala.Engine");

    /// <summary>One user's steps: their wait in the queue and the batch that they are in. Null where nobody listens.</summary>
    public static Activity? StartSteps() => Source.StartActivity("encoder steps");

    /// <summary>One batch on the encoder's own thread, in the trace of a request that is in it. Null where nobody listens, or nobody follows that request.</summary>
    public static Activity? StartBatch(ActivityContext parent, int requests)
    {
        Activity? batch = parent == default ? null : Source.StartActivity("encoder batch", ActivityKind.Internal, parent);
        return batch?.SetTag("manidala.batch.size", requests);
    }
}
