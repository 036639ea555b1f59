using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Feeds;

/// <summary>The surfaces by name. One that is named <see cref="DefaultName"/> takes the place of the feed that is served where no surface is asked for. Immutable.</summary>
public sealed class SurfaceBook
{
    /// <summary>Asked for where none is; it need not be configured.</summary>
    public const string DefaultName = "default";

    private readonly FrozenDictionary<string, Surface> _surfaces;

    public SurfaceBook(IOptions<FeedOptions> options)
    {
        _surfaces = options.Value.Surfaces.ToFrozenDictionary(
            surface => surface.Key, surface => new Surface(surface.Key, surface.Value), StringComparer.Ordinal);
        Default = _surfaces.GetValueOrDefault(DefaultName);
        Allowed = string.Join(", ", _surfaces.Keys.Append(DefaultName).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Null where the default feed is the built-in one.</summary>
    public Surface? Default { get; }

    /// <summary>All names, for messages.</summary>
    public string Allowed { get; }

    /// <summary>Whether there is such a surface; null for the built-in one.</summary>
    public bool TryGet(string name, out Surface? surface) => _surfaces.TryGetValue(name, out surface) || name == DefaultName;
}
