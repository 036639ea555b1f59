using Manidala.Engine.Sessions;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Cluster;

/// <summary>
/// Notices that silos came or went. What Orleans knows of users' places lies on the silos: what one of them knew goes with it, and a newcomer takes over places
/// before it is told who lives there. So for a moment a user may have two activations, an old one and a new: both write to the journal, and each has folded its own. Thread-safe.
/// </summary>
internal sealed class ClusterChanges(IClusterMembershipService membership, ILocalSiloDetails self, TimeProvider time, IOptions<SessionOptions> options)
{
    private readonly TimeSpan _unsettled = options.Value.UnsettledFor;
    private Change _last = new(long.MinValue, 0);

    /// <summary>Whether there is a silo that could take users over.</summary>
    public bool HasOtherSilos => membership.CurrentSnapshot.Members.Values.Any(
        member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self.SiloAddress));

    /// <summary>Whether any user may have two activations.</summary>
    public bool MayHaveTwins()
    {
        ClusterMembershipSnapshot members = membership.CurrentSnapshot;
        Change last = _last;
        if (last.Version != members.Version.Value)
        {
            _last = last = new Change(members.Version.Value, time.GetTimestamp());
        }

        return members.Members.Count > 1 && time.GetElapsedTime(last.NoticedAt) < _unsettled;
    }

    private sealed record Change(long Version, long NoticedAt);
}
