namespace Manidala.Training.Learning;

/// <summary>Measures weights on what training has not seen, to choose among passes.</summary>
internal interface IModelValidation
{
    /// <summary>What is measured; higher is better.</summary>
    string Metric { get; }

    /// <summary>Whether anything is held back to measure with.</summary>
    bool HasUsers { get; }

    double Measure(ILastQueries queries);
}
