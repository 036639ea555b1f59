namespace Manidala.Training.Evaluation;

/// <summary>Figures at ten among the target and some drawn items. They flatter, and order models wrongly; never to be compared with a full ranking.</summary>
internal sealed record SampledResult(int Negatives, double HitRate, double Ndcg);
