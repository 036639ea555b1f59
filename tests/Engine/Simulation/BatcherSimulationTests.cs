using System.Threading.Channels;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Simulation;

public sealed class BatcherSimulationTests : ModelFixture
{
    [Fact]
    public async Task Batcher_UnderFailuresDeadlinesAndCancellations_AnswersEveryCallOnceWithItsOwn()
    {
        Channel<HeldStep> steps = Channel.CreateUnbounded<HeldStep>();
        SteppedModel[] models = [Held("a", Seed, steps.Writer), Held("b", Seed + 1, steps.Writer)];

        await Seeds.RunAsync(1000, steps: 60, run => BatcherWorld.RunAsync(run, models, steps.Reader, Metrics));
    }

    private SteppedModel Held(string name, int seed, ChannelWriter<HeldStep> steps)
    {
        HeldEncoder? held = null;
        LoadedModel model = LoadWith(name, seed, real => held = new HeldEncoder(real, steps));
        return new(model, held!, TestBundle.Encoder(Dimension, seed));
    }
}
