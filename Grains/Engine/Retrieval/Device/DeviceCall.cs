using Manidala.Engine.Devices;
using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// The retrieval graph in a session, with its items bound once: they are copied to the device then, and stay there. A run brings the queries over and the
/// found rows back, and no matrix of scores. For one caller at a time.
/// </summary>
internal sealed class DeviceCall : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly List<OrtValue> _held = [];
    private readonly Float16[] _queries;
    private readonly float[] _scores;
    private readonly int[] _rows;
    private readonly float[] _least;
    private readonly int _width;
    private OrtValue[] _ofBatch = [];
    private int _batch;

    /// <exception cref="InvalidOperationException">The provider is not available, or its memory does not hold the items; the message says which.</exception>
    public DeviceCall(DeviceItems items, ProviderChoice provider, int rows, int threads, int maxQueries)
    {
        _width = items.Width;
        Groups = Math.Min(rows, items.Places);
        Wanted = Math.Min(rows, Groups * DeviceGraph.Slices);
        _queries = GC.AllocateArray<Float16>(maxQueries * _width, pinned: true);
        _scores = GC.AllocateArray<float>(maxQueries * Wanted, pinned: true);
        _rows = GC.AllocateArray<int>(maxQueries * Wanted, pinned: true);
        _least = GC.AllocateArray<float>(maxQueries, pinned: true);
        (_session, IsOnDevice) = Open(provider, threads);
        _binding = _session.CreateIoBinding();
        try
        {
            BindItems(items);
            WarmUp(maxQueries);
        }
        catch (OnnxRuntimeException failure)
        {
            Dispose();
            throw new InvalidOperationException($"{items.Places * DeviceGraph.Slices} rows of {_width} numbers could not be put on the device and searched there: {failure.Message}", failure);
        }
    }

    /// <summary>How many groups are looked into.</summary>
    public int Groups { get; }

    /// <summary>How many rows a query gets.</summary>
    public int Wanted { get; }

    /// <summary>Whether items lie elsewhere than in this process's memory.</summary>
    public bool IsOnDevice { get; }

    /// <summary>Where the queries of the next run are written, one behind the other.</summary>
    public Span<Float16> Queries => _queries;

    /// <summary>The last run's products, <see cref="Wanted"/> a query, highest first.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>Their rows.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>For each query, what no product outside its groups exceeds.</summary>
    public ReadOnlySpan<float> Least => _least;

    /// <summary>Runs the graph on the first queries.</summary>
    public void Run(int queries)
    {
        if (queries != _batch)
        {
            BindBatch(queries);
        }

        // Queries are copied to the device when they are bound, not when the graph runs.
        _binding.BindInput(DeviceGraph.Queries, _ofBatch[0]);
        _binding.SynchronizeBoundInputs();
        _session.RunWithBinding(_run, _binding);
        _binding.SynchronizeBoundOutputs();
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (OrtValue tensor in _held.Concat(_ofBatch))
        {
            tensor.Dispose();
        }

        _run.Dispose();
        _session.Dispose();
    }

    private static (InferenceSession Session, bool IsOnDevice) Open(ProviderChoice provider, int threads)
    {
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        bool isOnDevice = ExecutionProvider.Configure(settings, provider);
        try
        {
            return (new InferenceSession(DeviceGraph.Read(), settings), isOnDevice);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InvalidOperationException($"The execution provider '{provider.Name}' does not open the retrieval graph: {failure.Message}", failure);
        }
    }

    private void BindItems(DeviceItems items)
    {
        for (int slice = 0; slice < DeviceGraph.Slices; slice++)
        {
            Hold(DeviceGraph.SliceOf(slice), OrtValue.CreateTensorValueFromMemory(items.Slices[slice], [items.Places, _width]));
        }

        Hold(DeviceGraph.Groups, OrtValue.CreateTensorValueFromMemory(new long[] { Groups }, [1]));
        Hold(DeviceGraph.Wanted, OrtValue.CreateTensorValueFromMemory(new long[] { Wanted }, [1]));
        _binding.SynchronizeBoundInputs();
        if (IsOnDevice)
        {
            // The binding has copies of its own there; these would keep the items in this process's memory, too.
            _held.Take(DeviceGraph.Slices).ToList().ForEach(tensor => tensor.Dispose());
            _held.RemoveRange(0, DeviceGraph.Slices);
        }
    }

    // What the first runs take once (kernels, memory) is no user's to wait for, and memory that does not suffice is better met now.
    private void WarmUp(int maxQueries)
    {
        Run(1);
        if (IsOnDevice)
        {
            Run(maxQueries);
        }
    }

    private void Hold(string name, OrtValue tensor)
    {
        _held.Add(tensor);
        _binding.BindInput(name, tensor);
    }

    private void BindBatch(int queries)
    {
        foreach (OrtValue tensor in _ofBatch)
        {
            tensor.Dispose();
        }

        OrtMemoryInfo here = OrtMemoryInfo.DefaultInstance;
        _ofBatch =
        [
            OrtValue.CreateTensorValueFromMemory(here, _queries.AsMemory(0, queries * _width), [queries, _width]),
            OrtValue.CreateTensorValueFromMemory(here, _scores.AsMemory(0, queries * Wanted), [queries, Wanted]),
            OrtValue.CreateTensorValueFromMemory(here, _rows.AsMemory(0, queries * Wanted), [queries, Wanted]),
            OrtValue.CreateTensorValueFromMemory(here, _least.AsMemory(0, queries), [queries, 1]),
        ];
        _binding.BindOutput(DeviceGraph.Scores, _ofBatch[1]);
        _binding.BindOutput(DeviceGraph.Rows, _ofBatch[2]);
        _binding.BindOutput(DeviceGraph.Least, _ofBatch[3]);
        _batch = queries;
    }
}
