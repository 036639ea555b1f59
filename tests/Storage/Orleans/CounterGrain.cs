namespace Manidala.Storage.Tests.Orleans;

[GenerateSerializer]
public sealed class CounterState
{
    [Id(0)]
    public int Value { get; set; }
}

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<(int Value, bool RecordExists)> Read();

    Task Clear();

    Task Deactivate();
}

public sealed class CounterGrain([PersistentState("counter", CounterGrain.Storage)] IPersistentState<CounterState> state) : Grain, ICounterGrain
{
    public const string Storage = "grains";

    public async Task<int> Add(int amount)
    {
        state.State.Value += amount;
        await state.WriteStateAsync();
        return state.State.Value;
    }

    public Task<(int Value, bool RecordExists)> Read() => Task.FromResult((state.State.Value, state.RecordExists));

    public Task Clear() => state.ClearStateAsync();

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
