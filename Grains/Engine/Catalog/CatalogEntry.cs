using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Manidala.Engine.Catalog;

/// <summary>What of an item is asked for often; its texts lie in its page.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct CatalogEntry
{
    /// <summary>Null where there is no item.</summary>
    public string? Id { get; init; }

    public ImmutableArray<string> Categories { get; init; }

    /// <summary>The number of the change that made it so; 0 where there is no item.</summary>
    public long Change { get; init; }

    /// <summary>Of the item's time, in UTC.</summary>
    public long Ticks { get; init; }

    public bool IsHidden { get; init; }

    /// <summary>Where the title begins in the page's texts; the attributes follow it.</summary>
    public int TitleAt { get; init; }

    public int TitleBytes { get; init; }

    public int AttributesBytes { get; init; }
}
