using Manidala.Engine.Sessions;

namespace Manidala.Grains.Users;

/// <summary>What a user's grain takes along when it moves to another silo: the live session, so that nothing is replayed there. The journal's newest part is read all the same.</summary>
internal static class SessionLuggage
{
    private const string Session = "manidala.session";
    private const string EventsSince = "manidala.events";
    private const string IsWritten = "manidala.written";
    private const string WrittenModel = "manidala.model";

    public static void Pack(IDehydrationContext luggage, UserSession session, SnapshotKeeper snapshots, InteractionTypes types)
    {
        (int eventsSince, bool isWritten, string? model) = snapshots.Progress;
        luggage.TryAddValue(Session, SessionSnapshot.Write(session, types));
        luggage.TryAddValue(EventsSince, eventsSince);
        luggage.TryAddValue(IsWritten, isWritten);
        luggage.TryAddValue(WrittenModel, model);
    }

    public static void Unpack(IRehydrationContext luggage, UserSession session, SnapshotKeeper snapshots, InteractionTypes types)
    {
        // Whatever cannot be read, such as the bytes of an older version, is replayed.
        if (luggage.TryGetValue(Session, out byte[]? bytes) && bytes is not null && SessionSnapshot.TryRead(bytes, types, session))
        {
            luggage.TryGetValue(EventsSince, out int eventsSince);
            luggage.TryGetValue(IsWritten, out bool isWritten);
            luggage.TryGetValue(WrittenModel, out string? model);
            snapshots.Progress = (eventsSince, isWritten, model);
        }
    }
}
