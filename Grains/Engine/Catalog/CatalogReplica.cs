namespace Manidala.Engine.Catalog;

/// <summary>This process's copy of the catalogue. One follower applies changes; anyone reads <see cref="Current"/>.</summary>
public sealed class CatalogReplica
{
    private volatile CatalogSnapshot _current = CatalogSnapshot.Empty();

    public CatalogSnapshot Current => _current;

    /// <summary>Only the one follower calls this.</summary>
    public void Apply(IReadOnlyList<CatalogChange> changes) => _current = _current.With(changes);
}
