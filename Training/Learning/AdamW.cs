using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>
/// Adam with decoupled weight decay and gradient clipping in one pass over memory. Torch's own takes a dozen native calls a parameter, each
/// with a temporary tensor, and passes scalars that may be finalised while in use.
/// </summary>
internal sealed class AdamW
{
    public const float FirstDecay = 0.9f;
    public const float SecondDecay = 0.999f;
    public const float Epsilon = 1e-8f;

    private readonly Slot[] _slots;
    private readonly double _weightDecay;
    private readonly double _clipNorm;
    private int _step;

    public AdamW(IEnumerable<TorchSharp.Modules.Parameter> parameters, double weightDecay, double clipNorm)
    {
        _weightDecay = weightDecay;
        _clipNorm = clipNorm;
        _slots = [.. parameters.Select(parameter => new Slot(parameter))];
    }

    /// <summary>Steps taken; to be set where a training is resumed.</summary>
    public int Steps
    {
        get => _step;
        set => _step = value;
    }

    /// <summary>The moments, to be written to a checkpoint or filled from one.</summary>
    public IEnumerable<CheckpointBlock> Blocks() => _slots.SelectMany((slot, place) => new CheckpointBlock[]
    {
        new($"moment.{place}.first", slot.First.Length, () => slot.First),
        new($"moment.{place}.second", slot.Second.Length, () => slot.Second),
    });

    /// <summary>Running means of a parameter's gradients and of their squares.</summary>
    /// <param name="place">The parameter's among those given.</param>
    public (float[] First, float[] Second) MomentsOf(int place) => (_slots[place].First, _slots[place].Second);

    /// <summary>Moves every parameter against its gradient.</summary>
    public void Step(double rate, IGradients gradients)
    {
        _step++;
        using var scope = NewDisposeScope();
        double norm = Math.Sqrt(_slots.Sum(slot => SumOfSquares(gradients, slot.Parameter)));
        var update = new Update(
            GradientScale: norm > _clipNorm ? (float)(_clipNorm / norm) : 1,
            Rate: (float)(rate / (1 - Math.Pow(FirstDecay, _step))),
            SecondScale: (float)(1 / (1 - Math.Pow(SecondDecay, _step))));
        foreach (Slot slot in _slots)
        {
            Update own = update with { Keep = slot.IsDecayed ? (float)(1 - (rate * _weightDecay)) : 1 };
            if (gradients.TryRows(slot.Parameter, out RowGradients rows))
            {
                Apply(rows, slot, own);
            }
            else if (gradients.Of(slot.Parameter) is { IsEmpty: false } gradient)
            {
                Apply(Floats(slot.Parameter), gradient, slot.First, slot.Second, own);
            }
        }
    }

    /// <summary>Rows that the step did not touch stay as they are, moments included: what makes a step's cost independent of the table's length.</summary>
    private static void Apply(RowGradients rows, Slot slot, Update update)
    {
        Span<float> values = Floats(slot.Parameter);
        int width = rows.Values.Length / Math.Max(1, rows.Rows.Count);
        for (int place = 0; place < rows.Rows.Count; place++)
        {
            int at = rows.Rows[place] * width;
            Apply(values.Slice(at, width), rows.Values.Slice(place * width, width), slot.First.AsSpan(at, width), slot.Second.AsSpan(at, width), update);
        }
    }

    private static double SumOfSquares(IGradients gradients, TorchSharp.Modules.Parameter parameter) =>
        SumOfSquares(gradients.TryRows(parameter, out RowGradients rows) ? rows.Values : gradients.Of(parameter));

    private static void Apply(Span<float> values, ReadOnlySpan<float> gradient, Span<float> firstMoments, Span<float> secondMoments, Update update)
    {
        var weights = MemoryMarshal.Cast<float, Vector<float>>(values);
        var gradients = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var first = MemoryMarshal.Cast<float, Vector<float>>(firstMoments);
        var second = MemoryMarshal.Cast<float, Vector<float>>(secondMoments);
        for (int i = 0; i < weights.Length; i++)
        {
            var g = gradients[i] * update.GradientScale;
            first[i] = (first[i] * FirstDecay) + (g * (1 - FirstDecay));
            second[i] = (second[i] * SecondDecay) + (g * g * (1 - SecondDecay));
            var size = Vector.SquareRoot(second[i] * update.SecondScale) + new Vector<float>(Epsilon);
            weights[i] = (weights[i] * update.Keep) - (first[i] * update.Rate / size);
        }

        for (int i = weights.Length * Vector<float>.Count; i < values.Length; i++)
        {
            float g = gradient[i] * update.GradientScale;
            firstMoments[i] = (firstMoments[i] * FirstDecay) + (g * (1 - FirstDecay));
            secondMoments[i] = (secondMoments[i] * SecondDecay) + (g * g * (1 - SecondDecay));
            float size = MathF.Sqrt(secondMoments[i] * update.SecondScale) + Epsilon;
            values[i] = (values[i] * update.Keep) - (firstMoments[i] * update.Rate / size);
        }
    }

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var sums = Vector<float>.Zero;
        foreach (var vector in vectors)
        {
            sums += vector * vector;
        }

        double sum = Vector.Sum(sums);
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
        {
            sum += value * value;
        }

        return sum;
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private readonly record struct Update(float GradientScale, float Rate, float SecondScale, float Keep = 1);

    /// <summary>A parameter and its running moments. Vectors, that is biases, scales and decays, do not shrink.</summary>
    private sealed class Slot(TorchSharp.Modules.Parameter parameter)
    {
        public TorchSharp.Modules.Parameter Parameter { get; } = parameter;

        public bool IsDecayed { get; } = parameter.dim() > 1;

        public float[] First { get; } = new float[parameter.numel()];

        public float[] Second { get; } = new float[parameter.numel()];
    }
}
