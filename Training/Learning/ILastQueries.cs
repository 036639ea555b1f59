using Manidala.Training.Kernels;

namespace Manidala.Training.Learning;

/// <summary>Encodes whole histories and keeps what follows from them, as a model in use would: nothing is dropped.</summary>
internal interface ILastQueries
{
    /// <summary>To be called whenever the weights have changed, while no thread encodes or ranks; returns the ranking by the item vectors of now.</summary>
    RankingKernel Refresh();

    /// <summary>Writes one query a history, row by row. Thread-safe.</summary>
    void Encode(IReadOnlyList<EncodedHistory> histories, PinnedFloats queries);
}
