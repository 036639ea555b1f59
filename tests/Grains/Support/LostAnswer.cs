namespace Manidala.Grains.Tests.Support;

/// <summary>An answer of the journal that never comes: the commit has happened, and the caller hears of a failure when the test lets it.</summary>
internal sealed class LostAnswer
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _released.SetResult();

    public async Task FailAsync()
    {
        await _released.Task;
        throw new IOException("The answer is lost, as a test asked for.");
    }
}
