namespace Manidala.Training.Learning;

/// <summary>Remembers the weights of the best validation so far.</summary>
internal sealed class BestWeights(SequenceModel model)
{
    private float[][] _weights = [];

    public double Ndcg { get; private set; } = -1;

    public int Epoch { get; private set; }

    public bool Offer(int epoch, double ndcg)
    {
        if (ndcg <= Ndcg)
        {
            return false;
        }

        (Epoch, Ndcg) = (epoch, ndcg);
        _weights = [.. model.parameters().Select(parameter => parameter.data<float>().ToArray())];
        return true;
    }

    public void Restore()
    {
        int next = 0;
        foreach (var parameter in model.parameters())
        {
            _weights[next++].CopyTo(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(parameter.bytes));
        }
    }
}
