using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>
/// h[t] = λ ⊙ h[t−1] + u[t] over whole windows, with its gradient: one pass over memory each way instead of four small tensor operations a
/// time step. Complex numbers lie as all real parts followed by all imaginary parts: u and h are [batch, time, 2·width], λ is [2·width].
/// </summary>
internal sealed class LinearRecurrenceScan : autograd.SingleTensorFunction<LinearRecurrenceScan>
{
    public override string Name => nameof(LinearRecurrenceScan);

    public static Tensor Apply(Tensor inputs, Tensor lambda) => apply(inputs, lambda);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var inputs = ((Tensor)vars[0]).contiguous();
        using var lambda = ((Tensor)vars[1]).contiguous();
        var states = empty_like(inputs);
        var shape = Shape.Of(inputs);
        Parallel.For(0, shape.Batch, row => Run(shape, RowOf(inputs, shape, row), Floats(lambda), RowOf(states, shape, row)));

        ctx.save_for_backward([lambda.alias(), states]);
        return states;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
    {
        var saved = ctx.get_saved_variables();
        Tensor lambda = saved[0], states = saved[1];
        using var grad = gradOutput.contiguous();
        var gradInputs = empty_like(states);
        var shape = Shape.Of(states);

        // One row of sums for each sequence, added up in order: the result does not depend on which thread was first.
        using var gradLambdas = zeros(shape.Batch, shape.Width * 2);
        Parallel.For(0, shape.Batch, row => RunBack(
            shape,
            new Backward(RowOf(grad, shape, row), RowOf(states, shape, row), Floats(lambda)),
            RowOf(gradInputs, shape, row),
            Floats(gradLambdas).Slice(row * shape.Width * 2, shape.Width * 2)));
        return [gradInputs, gradLambdas.sum(dim: 0)];
    }

    private static void Run(Shape shape, ReadOnlySpan<float> inputs, ReadOnlySpan<float> lambda, Span<float> states)
    {
        int width = shape.Width;
        inputs[..(2 * width)].CopyTo(states);
        for (int time = 1; time < shape.Time; time++)
        {
            int now = time * 2 * width;
            Multiply(lambda, states.Slice(now - (2 * width), 2 * width), inputs.Slice(now, 2 * width), states.Slice(now, 2 * width));
        }
    }

    /// <summary>g[t] = dh[t] + conj(λ)·g[t+1] is the input's gradient; λ's is the sum of conj(h[t−1])·g[t].</summary>
    private static void RunBack(Shape shape, Backward known, Span<float> gradInputs, Span<float> gradLambda)
    {
        int pair = 2 * shape.Width;
        Span<float> conjugate = stackalloc float[pair];
        known.Lambda.CopyTo(conjugate);
        Conjugate(conjugate);
        int last = (shape.Time - 1) * pair;
        known.Grad.Slice(last, pair).CopyTo(gradInputs[last..]);
        Span<float> before = stackalloc float[pair];
        for (int now = last; now > 0; now -= pair)
        {
            known.States.Slice(now - pair, pair).CopyTo(before);
            Conjugate(before);
            Multiply(before, gradInputs.Slice(now, pair), gradLambda, gradLambda);
            Multiply(conjugate, gradInputs.Slice(now, pair), known.Grad.Slice(now - pair, pair), gradInputs.Slice(now - pair, pair));
        }
    }

    private static void Conjugate(Span<float> values)
    {
        foreach (ref float imaginary in values[(values.Length / 2)..])
        {
            imaginary = -imaginary;
        }
    }

    /// <summary>result = a·b + c, complex and element by element; the result may be c.</summary>
    private static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, Span<float> result)
    {
        int width = a.Length / 2;
        int at = 0;
        for (; at <= width - Vector<float>.Count; at += Vector<float>.Count)
        {
            var aReal = new Vector<float>(a[at..]);
            var aImaginary = new Vector<float>(a[(width + at)..]);
            var bReal = new Vector<float>(b[at..]);
            var bImaginary = new Vector<float>(b[(width + at)..]);
            var real = (aReal * bReal) - (aImaginary * bImaginary) + new Vector<float>(c[at..]);
            var imaginary = (aReal * bImaginary) + (aImaginary * bReal) + new Vector<float>(c[(width + at)..]);
            real.CopyTo(result[at..]);
            imaginary.CopyTo(result[(width + at)..]);
        }

        for (; at < width; at++)
        {
            float real = (a[at] * b[at]) - (a[width + at] * b[width + at]) + c[at];
            result[width + at] = (a[at] * b[width + at]) + (a[width + at] * b[at]) + c[width + at];
            result[at] = real;
        }
    }

    private static Span<float> RowOf(Tensor tensor, Shape shape, int row)
    {
        int length = shape.Time * shape.Width * 2;
        return MemoryMarshal.Cast<byte, float>(tensor.bytes).Slice(row * length, length);
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private readonly record struct Shape(int Batch, int Time, int Width)
    {
        public static Shape Of(Tensor pairs) => new((int)pairs.shape[0], (int)pairs.shape[1], (int)pairs.shape[2] / 2);
    }

    private readonly ref struct Backward(ReadOnlySpan<float> grad, ReadOnlySpan<float> states, ReadOnlySpan<float> lambda)
    {
        public ReadOnlySpan<float> Grad { get; } = grad;

        public ReadOnlySpan<float> States { get; } = states;

        public ReadOnlySpan<float> Lambda { get; } = lambda;
    }
}
