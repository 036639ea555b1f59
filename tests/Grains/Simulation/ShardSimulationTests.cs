using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Grains.Tests.Simulation;

public sealed class ShardSimulationTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Shard_UnderFailuresAndHangs_AnswersEveryStepOnceInTimeWithItsOwn()
    {
        LoadedModel[] models = [Load("a", 1), Load("b", 2)];

        await Seeds.RunAsync(1000, steps: 60, run => ShardWorld.RunAsync(run, models));

        Array.ForEach(models, model => model.Retire());
    }

    public void Dispose() => _folder.Dispose();

    private LoadedModel Load(string name, int seed)
    {
        TestBundle.Write(_folder[name], name, items: 10, dimension: 4, seed);
        return LoadedModel.Load(_folder[name], new EncoderOptions { Provider = "cpu" });
    }
}
