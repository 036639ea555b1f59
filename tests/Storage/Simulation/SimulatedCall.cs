using Manidala.Engine.Sessions;
using Manidala.Storage.Journal;

namespace Manidala.Storage.Tests.Simulation;

/// <summary>A call of a client: interactions to append, or an erasure where there are none. Repeated with the same ids until it is answered.</summary>
internal sealed class SimulatedCall(int number, string userId, Interaction[] interactions)
{
    public int Number => number;

    public string UserId => userId;

    public Interaction[] Interactions => interactions;

    public bool IsErasure => interactions.Length == 0;

    /// <summary>What one try of it queues.</summary>
    public JournalWork ToWork() => IsErasure
        ? new PendingErasure(userId)
        : new PendingAppend(interactions, Array.ConvertAll(interactions, interaction => EventKey.Of(interaction.Id)));

    public override string ToString() => IsErasure ? $"{number}: erase {userId}" : $"{number}: {userId} {string.Join(' ', interactions.Select(one => one.Id))}";
}

/// <summary>One try of a call, in a process.</summary>
internal sealed record SimulatedTry(SimulatedCall Call, JournalWork Work);
