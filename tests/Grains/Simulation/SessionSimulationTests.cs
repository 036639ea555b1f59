using Manidala.Engine.Sessions;
using Manidala.Engine.Tests.Support;
using Manidala.Grains.Tests.Support;
using Manidala.Grains.Users;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Tests.Simulation;

public sealed class SessionSimulationTests
{
    [Fact]
    public async Task Session_UnderFaultsDeathsAndErasures_ReflectsWhatWasAcknowledgedAndIsRebuiltTheSame()
    {
        // A real silo, for its catalogue, its model and Orleans' own services; its grains have nothing to do.
        await using TestManidala manidala = await TestManidala.StartAsync();
        UserGrainServices services = manidala.Service<UserGrainServices>() with
        {
            SessionOptions = Options.Create(new SessionOptions { SnapshotEvery = 6, SnapshotAtEnd = 3 }),
        };
        IServiceProvider provider = manidala.Service<IServiceProvider>();

        await Seeds.RunAsync(600, steps: 150, run =>
        {
            SessionWorld.Run(run, services, provider);
            return Task.CompletedTask;
        });
    }
}
