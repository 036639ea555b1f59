using Manidala.Training.Kernels;

namespace Manidala.Training.Learning;

/// <summary>Encodes whole histories and keeps what follows from them, as a model in use would: nothing is dropped.</summary>
internal interface ILastQueries
{
    /// <summary>To be called whenever the weights have changed.</summary>
    void Refresh();

    /// <summary>Ranks with the item vectors that belong to the queries.</summary>
    RankingKernel CreateRanking();

    /// <summary>Writes one query a history, row by row. Thread-safe.</summary>
    void Encode(IReadOnlyList<EncodedHistory> histories, PinnedFloats queries);
}
