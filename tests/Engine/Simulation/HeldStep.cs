namespace Manidala.Engine.Tests.Simulation;

/// <summary>A step of an encoder that has begun and goes on when the simulation says how.</summary>
internal sealed class HeldStep(HeldEncoder encoder, int users)
{
    private readonly TaskCompletionSource<bool> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldEncoder Encoder => encoder;

    public int Users => users;

    public void GoOn(bool succeeds) => _decided.SetResult(succeeds);

    /// <summary>Blocks the batcher's thread, as a device does.</summary>
    public bool Wait() => _decided.Task.GetAwaiter().GetResult();
}
