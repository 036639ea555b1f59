namespace Manidala.Engine.Sessions;

/// <summary>
/// A user's encoder state under one model, and the interactions that it has not stepped over yet. It is stepped outside: <see cref="BeginStep"/>
/// hands out the work, <see cref="EndStep"/> takes it back, and in between events may go on arriving. Not thread-safe.
/// </summary>
public sealed class EncoderState
{
    private readonly List<SessionStep> _waiting = [];
    private readonly List<SessionStep> _stepping = [];

    /// <summary>The version of the model that the state belongs to; null before the first step.</summary>
    public string? ModelVersion { get; private set; }

    /// <summary>The state after the items stepped so far; empty before the first step.</summary>
    public float[] State { get; private set; } = [];

    /// <summary>The query embedding of that state.</summary>
    public float[] Query { get; private set; } = [];

    /// <summary>Whether the query says anything: at least one item has been stepped over.</summary>
    public bool HasQuery { get; private set; }

    public bool IsStepping { get; private set; }

    /// <summary>Whether the state lags behind the events under this model.</summary>
    public bool NeedsStep(string? modelVersion) => modelVersion is not null && (_waiting.Count > 0 || ModelVersion != modelVersion);

    public void Enqueue(SessionStep step) => _waiting.Add(step);

    /// <summary>Begins under another model than before, from a new user's state under it and <paramref name="session"/>'s history.</summary>
    public void StartAnew(UserSession session, string modelVersion, float[] newState, int dimension)
    {
        RefuseWhileStepping();
        ModelVersion = modelVersion;
        State = newState;
        Query = new float[dimension];
        HasQuery = false;

        // The history holds what waits, too: events were added to both. A session that has only waiting items (a new user, however many
        // came in one call) loses none of them, so the state equals the fold over everything.
        if (session.HistoryCount > _waiting.Count)
        {
            _waiting.Clear();
            for (int index = 0; index < session.HistoryCount; index++)
            {
                _waiting.Add(session.HistoryStep(index));
            }
        }
    }

    /// <summary>
    /// Lets a state go that more events wait for than <paramref name="session"/>'s history holds, as after a long replay: like under another model it then starts
    /// anew from the history. Ten thousand steps take half a second of the encoder's time, which others wait for.
    /// </summary>
    public void BoundSteps(UserSession session)
    {
        RefuseWhileStepping();
        if (_waiting.Count > session.HistoryCount)
        {
            Clear();
            _waiting.TrimExcess();
        }
    }

    /// <summary>Takes the interactions that wait, in order, up to <paramref name="most"/> of them.</summary>
    public IReadOnlyList<SessionStep> BeginStep(int most)
    {
        RefuseWhileStepping();
        IsStepping = true;
        int taken = Math.Min(most, _waiting.Count);
        _stepping.AddRange(_waiting[..taken]);
        _waiting.RemoveRange(0, taken);
        return _stepping;
    }

    /// <summary>Ends the step: with success the items taken are in the state; without it they wait again, before those that came since.</summary>
    /// <param name="stepped">How many of the items taken the model knew, where it succeeded.</param>
    public void EndStep(bool succeeded, int stepped)
    {
        IsStepping = false;
        if (succeeded)
        {
            HasQuery |= stepped > 0;
        }
        else
        {
            _waiting.InsertRange(0, _stepping);
        }

        _stepping.Clear();
    }

    public void Clear()
    {
        ModelVersion = null;
        State = [];
        Query = [];
        HasQuery = false;
        _waiting.Clear();
    }

    internal IReadOnlyList<SessionStep> Waiting => _waiting;

    internal void Restore(string? modelVersion, float[] state, float[] query, bool hasQuery, ReadOnlySpan<SessionStep> waiting)
    {
        Clear();
        ModelVersion = modelVersion;
        State = state;
        Query = query;
        HasQuery = hasQuery;
        _waiting.AddRange(waiting);
    }

    private void RefuseWhileStepping()
    {
        if (IsStepping)
        {
            throw new InvalidOperationException("A step of this session is under way.");
        }
    }
}
