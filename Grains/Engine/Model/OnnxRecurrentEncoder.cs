using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>The recurrent step of <c>encoder.onnx</c> in ONNX Runtime. Thread-safe; calls run one after the other.</summary>
public sealed class OnnxRecurrentEncoder : IEncoder
{
    /// <summary>Users of one native call; a larger batch takes several.</summary>
    internal const int MaxNativeBatch = 1024;

    private readonly Lock _gate = new();
    private readonly InferenceSession _session;
    private readonly StepBindings _bindings;
    private bool _isDisposed;

    /// <param name="model">The file's bytes, with all its weights in it.</param>
    /// <exception cref="InvalidBundleException">The file is no model, or not one of this contract.</exception>
    /// <exception cref="InvalidOperationException">The execution provider is not available.</exception>
    public OnnxRecurrentEncoder(byte[] model, int stateSize, int dimension, EncoderOptions options)
    {
        ExternalWeights.Refuse(model);
        StateSize = stateSize;
        Dimension = dimension;
        _session = Open(model, options);
        try
        {
            StepContract.Check(_session, stateSize, dimension);
            _bindings = new StepBindings(_session, stateSize, dimension, MaxNativeBatch);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public int StateSize { get; }

    public int Dimension { get; }

    public void Step(ReadOnlySpan<float> states, ReadOnlySpan<float> items, int batch, Span<float> nextStates, Span<float> queries)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            for (int first = 0; first < batch; first += MaxNativeBatch)
            {
                int count = Math.Min(MaxNativeBatch, batch - first);
                _bindings.Run(
                    count,
                    states.Slice(first * StateSize, count * StateSize),
                    items.Slice(first * Dimension, count * Dimension),
                    nextStates.Slice(first * StateSize, count * StateSize),
                    queries.Slice(first * Dimension, count * Dimension));
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _bindings.Dispose();
                _session.Dispose();
            }
        }
    }

    private static InferenceSession Open(byte[] model, EncoderOptions options)
    {
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Waiting threads sleep: the cores belong to grains and HTTP too.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        EncoderProvider.Configure(settings, options);
        try
        {
            return new InferenceSession(model, settings);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InvalidBundleException(
                $"{BundleFiles.EncoderOnnx}: found a file that ONNX Runtime refuses ({failure.Message}); expected a model.", failure);
        }
    }
}
