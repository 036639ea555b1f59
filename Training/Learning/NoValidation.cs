namespace Manidala.Training.Learning;

/// <summary>Where nothing is held back: every pass counts, and the last one is kept.</summary>
internal sealed class NoValidation : IModelValidation
{
    public static readonly NoValidation Instance = new();

    private NoValidation()
    {
    }

    public string Metric => "nothing";

    public bool HasUsers => false;

    public double Measure(ILastQueries queries) => throw new InvalidOperationException("Nothing is held back to measure with.");
}
