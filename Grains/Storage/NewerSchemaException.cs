namespace Manidala.Storage;

/// <summary>The database was written by a newer version of Manidala; this one leaves it alone.</summary>
public sealed class NewerSchemaException(string where, long found, long supported)
    : Exception($"{where} has schema version {found}; this version of Manidala knows versions up to {supported}. Start a newer Manidala, or use another place for the data.")
{
    /// <summary>The schema version that is there.</summary>
    public long Found { get; } = found;

    /// <summary>The newest schema version that this program knows.</summary>
    public long Supported { get; } = supported;
}
