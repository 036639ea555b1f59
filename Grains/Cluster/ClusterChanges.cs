using Manidala.Engine.Sessions;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Cluster;

/// <summary>
/// Notices that silos came or went. What Orleans knew of users' places goes with a silo, so for a moment a user may have two activations: both write to the
/// journal, and each has folded its own. Thread-safe.
/// </summary>
internal sealed class ClusterChanges(IClusterMembershipService membership, ILocalSiloDetails self, TimeProvider time, IOptions<SessionOptions> options)
{
    private readonly TimeSpan _unsettled = options.Value.UnsettledFor;
    private Change _last = new(long.MinValue, 0);

    /// <summary>Whether there is a silo that could take users over.</summary>
    public bool HasOtherSilos => membership.CurrentSnapshot.Members.Values.Any(
        member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self.SiloAddress));

    /// <summary>Whether an activation that began then may have a twin.</summary>
    /// <param name="activatedAt">A timestamp of the same clock.</param>
    public bool MayHaveTwin(long activatedAt)
    {
        ClusterMembershipSnapshot members = membership.CurrentSnapshot;
        Change last = _last;
        if (last.Version != members.Version.Value)
        {
            _last = last = new Change(members.Version.Value, time.GetTimestamp());
        }

        // Before the change as well: others may have noticed it first.
        return members.Members.Count > 1 && time.GetElapsedTime(last.NoticedAt) < _unsettled && time.GetElapsedTime(activatedAt, last.NoticedAt) < _unsettled;
    }

    private sealed record Change(long Version, long NoticedAt);
}
