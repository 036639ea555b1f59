using Manidala.Engine.Sessions;

namespace Manidala.Engine.Feeds;

/// <summary>What a request leaves out of a source that is no search.</summary>
internal readonly struct RuledOut(in FeedRequest request)
{
    private readonly HashSet<int> _excluded = [.. request.Excluded];
    private readonly SeenItems? _seen = request.IncludeSeen ? null : request.Session.Seen;
    private readonly EligibleItems _eligible = request.Eligible;

    /// <summary>Whether the item may be recommended here and now.</summary>
    public bool MayCome(int ordinal) => _eligible.Contains(ordinal) && !_excluded.Contains(ordinal) && _seen?.Contains(ordinal) != true;
}
