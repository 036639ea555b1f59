namespace Manidala.Training.Learning;

/// <summary>The gradient of a table of which a step touched only some rows.</summary>
internal readonly ref struct RowGradients(IReadOnlyList<int> rows, ReadOnlySpan<float> values)
{
    /// <summary>Distinct rows of the table.</summary>
    public IReadOnlyList<int> Rows { get; } = rows;

    /// <summary>As many numbers for each of <see cref="Rows"/> as the table is wide.</summary>
    public ReadOnlySpan<float> Values { get; } = values;
}
