namespace Manidala.Gateway.Bulk;

/// <summary>The cluster failed in the middle of an import.</summary>
/// <param name="line">All lines before it are done.</param>
internal sealed class ImportStoppedException(long line, Exception failure) : Exception($"The import stopped at line {line}.", failure)
{
    public long Line => line;
}
