namespace Manidala.Engine.Model;

/// <summary>Holds the model that serves. Thread-safe: readers take one reference and see one version.</summary>
public sealed class ModelHost
{
    private readonly Lock _gate = new();
    private LoadedModel? _current;

    /// <summary>Raised after each switch, on the thread that switched, with the model that now serves.</summary>
    public event Action<LoadedModel>? Switched;

    /// <summary>The model that serves; null before the first.</summary>
    public LoadedModel? Current => Volatile.Read(ref _current);

    /// <summary>Serves with the next model and retires the one before, whose queued requests are still answered.</summary>
    public void Switch(LoadedModel next)
    {
        ArgumentNullException.ThrowIfNull(next);
        lock (_gate)
        {
            LoadedModel? previous = _current;
            if (ReferenceEquals(previous, next))
            {
                return;
            }

            Volatile.Write(ref _current, next);
            previous?.Retire();
            Switched?.Invoke(next);
        }
    }
}
