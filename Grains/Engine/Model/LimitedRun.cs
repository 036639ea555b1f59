using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>
/// Calls of a file, each ended where it goes on for too long: a bundle's graph may hold a loop without an end, and ONNX Runtime stops between two nodes where it is told
/// to. For one caller at a time.
/// </summary>
internal sealed class LimitedRun : IDisposable
{
    private const long NoCall = long.MaxValue;
    private const long Told = long.MinValue;
    private static readonly TimeSpan MostBetweenLooks = TimeSpan.FromSeconds(1);

    private readonly InferenceSession _session;
    private readonly string _name;
    private readonly TimeSpan _longest;
    private readonly RunOptions _options = new();
    private readonly Lock _telling = new();

    // One for all calls: a timer a call would cost more than a small step.
    private readonly Timer _watch;
    private long _endsAt = NoCall;

    /// <param name="name">The bundle's name for the file.</param>
    public LimitedRun(InferenceSession session, string name, TimeSpan longest)
    {
        (_session, _name, _longest) = (session, name, longest);
        TimeSpan every = longest / 10 < MostBetweenLooks ? longest / 10 : MostBetweenLooks;
        _watch = new Timer(_ => Look(), null, every, every);
    }

    /// <exception cref="InvalidBundleException">It took too long.</exception>
    public void Run(OrtIoBinding binding)
    {
        Begin();
        try
        {
            _session.RunWithBinding(_options, binding);
            End();
        }
        catch (OnnxRuntimeException failure) when (End())
        {
            throw TooLong(failure);
        }
    }

    /// <returns>The outputs, for the caller to dispose.</returns>
    /// <exception cref="InvalidBundleException">It took too long.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(IReadOnlyCollection<string> inputs, IReadOnlyCollection<OrtValue> values, IReadOnlyCollection<string> outputs)
    {
        Begin();
        try
        {
            IDisposableReadOnlyCollection<OrtValue> answer = _session.Run(_options, inputs, values, outputs);
            End();
            return answer;
        }
        catch (OnnxRuntimeException failure) when (End())
        {
            throw TooLong(failure);
        }
    }

    public void Dispose()
    {
        _watch.Dispose();

        // A look that is under way may still hold them.
        lock (_telling)
        {
            _options.Dispose();
        }
    }

    private void Begin() => Volatile.Write(ref _endsAt, Environment.TickCount64 + (long)_longest.TotalMilliseconds);

    // Whether the call was told to stop.
    private bool End()
    {
        if (Interlocked.Exchange(ref _endsAt, NoCall) != Told)
        {
            return false;
        }

        lock (_telling)
        {
            _options.Terminate = false;
        }

        return true;
    }

    private void Look()
    {
        lock (_telling)
        {
            long endsAt = Volatile.Read(ref _endsAt);
            if (endsAt is not (NoCall or Told) && Environment.TickCount64 > endsAt && Interlocked.CompareExchange(ref _endsAt, Told, endsAt) == endsAt)
            {
                _options.Terminate = true;
            }
        }
    }

    private InvalidBundleException TooLong(OnnxRuntimeException failure) =>
        new(FormattableString.Invariant($"{_name}: found a call that was ended after {_longest.TotalSeconds:0.###} s (Encoder:LongestCall); expected one that answers."), failure);
}
