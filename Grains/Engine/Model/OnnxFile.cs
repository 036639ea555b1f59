using Manidala.Engine.Devices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Manidala.Engine.Model;

/// <summary>An open ONNX file of a bundle: hands out memory for its tensors, each checked against what it is wanted for. Not thread-safe.</summary>
internal sealed class OnnxFile : IDisposable
{
    private readonly string _name;
    private readonly InferenceSession _session;
    private readonly bool _isOnDevice;
    private readonly TimeSpan _longestCall;
    private readonly List<TensorPort> _inputs = [];
    private readonly List<TensorPort> _outputs = [];

    /// <param name="name">The bundle's name for it.</param>
    /// <exception cref="InvalidBundleException">The file is no model.</exception>
    /// <exception cref="InvalidOperationException">The execution provider is not available.</exception>
    public OnnxFile(byte[] model, EncoderOptions options, string name = BundleFiles.EncoderOnnx)
    {
        (_name, _longestCall) = (name, options.LongestCall);
        ExternalWeights.Refuse(model, name);
        (_session, _isOnDevice) = Open(model, options, name);
    }

    public IReadOnlyList<EncoderTensor> Inputs => Describe(_session.InputMetadata);

    public IReadOnlyList<EncoderTensor> Outputs => Describe(_session.OutputMetadata);

    /// <summary>Refuses a file with other inputs than these, or without one of these outputs.</summary>
    public void RequireNames(IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        if (!_session.InputMetadata.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(inputs))
        {
            throw Refusal($"the inputs {string.Join(", ", _session.InputMetadata.Keys)}", InWords(inputs));
        }

        if (!outputs.All(_session.OutputMetadata.ContainsKey))
        {
            throw Refusal($"the outputs {string.Join(", ", _session.OutputMetadata.Keys)}", InWords(outputs));
        }
    }

    /// <summary>Refuses a file that declares a tensor otherwise; a length of -1 must be open, another one may be.</summary>
    public void RequireTensor(string name, TensorElementType type, params int[] lengths)
    {
        NodeMetadata tensor = _session.InputMetadata.GetValueOrDefault(name) ?? _session.OutputMetadata[name];
        int[] found = tensor.IsTensor ? tensor.Dimensions : [];
        bool fits = tensor.IsTensor && tensor.ElementDataType == type && found.Length == lengths.Length
            && found.Zip(lengths).All(pair => pair.First == -1 || pair.First == pair.Second);
        if (!fits)
        {
            throw Refusal($"{name} as {new EncoderTensor(name, TypeOf(tensor), found)}", $"{type} [{string.Join(", ", lengths)}], -1 being free");
        }
    }

    /// <summary>Runs the file on tensors of the caller's own, who also disposes the answer. Thread-safe.</summary>
    /// <exception cref="InvalidBundleException">It took too long.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(IReadOnlyCollection<string> inputs, IReadOnlyCollection<OrtValue> values, IReadOnlyCollection<string> outputs)
    {
        using var run = new LimitedRun(_session, _name, _longestCall);
        return run.Run(inputs, values, outputs);
    }

    /// <summary>Memory for an input with lengths <paramref name="shape"/> behind the batch; a single number a user may also be [batch, 1].</summary>
    public TensorPort Input(string name, int maxBatch, TensorElementType[] allowed, params int[] shape)
    {
        TensorPort port = Port(name, _session.InputMetadata[name], maxBatch, allowed, shape);
        _inputs.Add(port);
        return port;
    }

    public NumberPort<float> FloatInput(string name, int maxBatch, params int[] shape) =>
        (NumberPort<float>)Input(name, maxBatch, [TensorElementType.Float], shape);

    public NumberPort<float> FloatOutput(string name, int maxBatch, params int[] shape)
    {
        var port = (NumberPort<float>)Port(name, _session.OutputMetadata[name], maxBatch, [TensorElementType.Float], shape);
        _outputs.Add(port);
        return port;
    }

    /// <summary>The call over all memory handed out so far; this file must outlive it.</summary>
    public TensorCall Call(int maxBatch) => new(_session, new LimitedRun(_session, _name, _longestCall), [.. _inputs], [.. _outputs], maxBatch, _isOnDevice);

    public void Dispose() => _session.Dispose();

    private static EncoderTensor[] Describe(IReadOnlyDictionary<string, NodeMetadata> tensors) =>
        [.. tensors.Select(pair => new EncoderTensor(pair.Key, TypeOf(pair.Value), pair.Value.IsTensor ? pair.Value.Dimensions : []))];

    private static string TypeOf(NodeMetadata tensor) => tensor.IsTensor ? tensor.ElementDataType.ToString() : tensor.OnnxValueType.ToString();

    private TensorPort Port(string name, NodeMetadata tensor, int maxBatch, TensorElementType[] allowed, int[] shape)
    {
        int[] found = tensor.IsTensor ? tensor.Dimensions : [];
        if (shape.Length == 0 && found.Length == 2)
        {
            shape = [1];
        }

        bool fits = tensor.IsTensor && allowed.Contains(tensor.ElementDataType) && found.Length == shape.Length + 1 && found[0] == -1
            && found.Skip(1).Zip(shape).All(lengths => lengths.First == -1 || lengths.First == lengths.Second);
        if (!fits)
        {
            throw Refusal(
                $"{name} as {new EncoderTensor(name, TypeOf(tensor), found)}",
                $"{string.Join(" or ", allowed)} [{string.Join(", ", [-1, .. shape])}], the batch being free");
        }

        return tensor.ElementDataType switch
        {
            TensorElementType.Float => new NumberPort<float>(name, shape, maxBatch),
            TensorElementType.Double => new NumberPort<double>(name, shape, maxBatch),
            TensorElementType.Int32 => new NumberPort<int>(name, shape, maxBatch),
            TensorElementType.Int64 => new NumberPort<long>(name, shape, maxBatch),
            TensorElementType.Bool => new FlagPort(name, shape, maxBatch),
            TensorElementType.String => new TextPort(name, shape, maxBatch),
            _ => throw new ArgumentException($"{tensor.ElementDataType} has no memory here.", nameof(allowed)),
        };
    }

    private static (InferenceSession Session, bool IsOnDevice) Open(byte[] model, EncoderOptions options, string name)
    {
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,

            // What fails is thrown with the same words, and logged where it is caught.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Bytes of ONNX Runtime's own format would be taken for such, and what they refer to has not been looked at.
        settings.AddSessionConfigEntry("session.load_model_format", "ONNX");

        // Waiting threads sleep: the cores belong to grains and HTTP too.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        bool isOnDevice = ExecutionProvider.Configure(settings, options.Choice);
        try
        {
            return (new InferenceSession(model, settings), isOnDevice);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InvalidBundleException(
                $"{name}: found a file that ONNX Runtime refuses ({failure.Message}); expected a model.", failure);
        }
    }

    private static string InWords(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    private InvalidBundleException Refusal(string found, string expected) => new($"{_name}: found {found}; expected {expected}.");
}
