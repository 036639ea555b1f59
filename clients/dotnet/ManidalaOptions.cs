using System.ComponentModel.DataAnnotations;

namespace Manidala.Client;

/// <summary>Where a Manidala is, and how interactions go to it.</summary>
public sealed class ManidalaOptions
{
    /// <summary>Address of the server; a path in it is kept.</summary>
    [Required]
    public Uri Address { get; set; } = null!;

    /// <summary>What the server knows the caller by; null where it asks for no key.</summary>
    public string? Key { get; set; }

    /// <summary>Longest that an answer may take with all its attempts; streams and imports aside.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>More attempts after a failure that may pass: a connection, 408, 429 or 5xx.</summary>
    [Range(0, 100)]
    public int Retries { get; set; } = 3;

    /// <summary>Most interactions that <see cref="InteractionWriter"/> sends at once.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 100;

    /// <summary>Longest that a lone interaction waits in <see cref="InteractionWriter"/> for company.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan BatchDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Most interactions that wait in <see cref="InteractionWriter"/>; whoever writes one more waits, too.</summary>
    [Range(1, 10_000_000)]
    public int QueueLimit { get; set; } = 10_000;

    /// <summary>How long the end of <see cref="InteractionWriter"/> goes on trying to send what is left.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan EndTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Is told of interactions that <see cref="InteractionWriter"/> gives up: refused by the server, or left when its time was over.</summary>
    public Action<Interaction, Exception>? OnLost { get; set; }
}
