using System.Runtime.InteropServices;

namespace Manidala.Training.Learning;

/// <summary>Remembers the weights of the best validation so far.</summary>
internal sealed class BestWeights(SequenceModel model)
{
    private float[][] _weights = [];

    public double Value { get; private set; } = -1;

    public int Epoch { get; private set; }

    public bool Offer(int epoch, double value)
    {
        if (value <= Value)
        {
            return false;
        }

        Remember(epoch, value);
        int next = 0;
        foreach (var parameter in model.parameters())
        {
            MemoryMarshal.Cast<byte, float>(parameter.bytes).CopyTo(_weights[next++]);
        }

        return true;
    }

    /// <summary>The remembered weights as a checkpoint keeps them, to be filled after a call that says which pass they are of.</summary>
    public IEnumerable<CheckpointBlock> Resume(int epoch, double value)
    {
        Remember(epoch, value);
        return Blocks();
    }

    /// <summary>Empty before the first validation.</summary>
    public IEnumerable<CheckpointBlock> Blocks() => Epoch == 0
        ? []
        : _weights.Select((values, place) => new CheckpointBlock($"best.{place}", values.Length, () => values));

    public void Restore()
    {
        int next = 0;
        foreach (var parameter in model.parameters())
        {
            _weights[next++].CopyTo(MemoryMarshal.Cast<byte, float>(parameter.bytes));
        }
    }

    private void Remember(int epoch, double value)
    {
        (Epoch, Value) = (epoch, value);
        if (_weights.Length == 0)
        {
            _weights = [.. model.parameters().Select(parameter => new float[parameter.numel()])];
        }
    }
}
