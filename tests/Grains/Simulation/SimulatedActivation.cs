using System.Reflection;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Users;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Runtime;

namespace Manidala.Grains.Tests.Simulation;

/// <summary>
/// A user's grain whose turns run one after the other on the simulation's own thread, in the order in which they came up: as Orleans runs them, without its
/// threads.
/// </summary>
internal sealed class SimulatedActivation : SynchronizationContext, IGrainContext
{
    private delegate void SetContext(IGrainContext? context);

    // Orleans lets nobody else say whose turn it is, and its storage asks.
    private static readonly SetContext _setContext = FindSetContext();

    private readonly Queue<(SendOrPostCallback Run, object? State)> _turns = [];
    private readonly UserGrain _grain = null!;

    public SimulatedActivation(string userId, UserGrainServices services, SimulatedSilo silo, IServiceProvider provider)
    {
        Silo = silo;
        GrainId = GrainId.Create("user", UserKeys.ToKey(userId));
        ActivationServices = provider;
        UserGrain? grain = null;
        RunAs(() => grain = new UserGrain(this, services with { Journal = silo, Feedback = new SimulatedFeedback(silo), Snapshots = silo, Stepper = silo }, NullLogger<UserGrain>.Instance));
        _grain = grain!;
    }

    public SimulatedSilo Silo { get; }

    /// <summary>Whether the grain asked to end.</summary>
    public bool WantsToEnd { get; private set; }

    public GrainId GrainId { get; }

    public IServiceProvider ActivationServices { get; }

    public object? GrainInstance => _grain;

    public GrainReference GrainReference => throw NotHere();

    public ActivationId ActivationId => throw NotHere();

    public GrainAddress Address => throw NotHere();

    public IGrainLifecycle ObservableLifecycle => throw NotHere();

    public IWorkItemScheduler Scheduler => throw NotHere();

    public Task Deactivated => throw NotHere();

    public override void Post(SendOrPostCallback d, object? state) => _turns.Enqueue((d, state));

    /// <summary>Begins a call and runs what can run of it.</summary>
    public Task<T> Call<T>(Func<UserGrain, Task<T>> call)
    {
        Task<T>? result = null;
        RunAs(() => result = call(_grain));
        RunTurns();
        return result!;
    }

    public Task<bool> Call(Func<UserGrain, Task> call) => Call(async grain =>
    {
        await call(grain);
        return true;
    });

    /// <summary>Runs turns until none is left.</summary>
    public void RunTurns()
    {
        while (_turns.TryDequeue(out var turn))
        {
            RunAs(() => turn.Run(turn.State));
        }
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) => WantsToEnd = true;

    public object? GetTarget() => _grain;

    public object? GetComponent(Type componentType) => null;

    public void SetComponent<TComponent>(TComponent? value)
        where TComponent : class => throw NotHere();

    public void ReceiveMessage(object message) => throw NotHere();

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) => throw NotHere();

    public void Rehydrate(IRehydrationContext context) => throw NotHere();

    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) => throw NotHere();

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    private void RunAs(Action turn)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        _setContext(this);
        try
        {
            turn();
        }
        finally
        {
            _setContext(null);
            SetSynchronizationContext(before);
        }
    }

    private static SetContext FindSetContext() =>
        typeof(Grain).Assembly.GetType("Orleans.Runtime.RuntimeContext", throwOnError: true)!
            .GetMethod("ResetExecutionContext", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!
            .CreateDelegate<SetContext>();

    private static NotSupportedException NotHere() => new("Nothing that is simulated needs it.");
}
