using System.ComponentModel.DataAnnotations;

namespace Manidala.Gateway.Rates;

/// <summary>A rate, and how far it may be exceeded for a moment.</summary>
public sealed class Rate
{
    /// <summary>Requests of one key within <see cref="Per"/>; one more is refused with 429. 0: no limit.</summary>
    [Range(0, 1_000_000_000)]
    public int Requests { get; set; }

    /// <summary>The time that <see cref="Requests"/> are counted over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Per { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most requests at once after a pause; 0: as many as <see cref="Requests"/>.</summary>
    [Range(0, 1_000_000_000)]
    public int Burst { get; set; }
}
