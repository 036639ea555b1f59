using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Keys;

/// <summary>Which keys may call the API, beside those of <c>API_KEY</c>; section <c>Keys</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>Where these options live in the configuration.</summary>
    public const string Section = "Keys";

    /// <summary>Whether everyone may call where no key is configured; heeded only by a server that listens on loopback alone.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Keys as lines of roles and digest.</summary>
    [Required]
    public IList<string> Entries { get; set; } = [];

    /// <summary>Files with such lines.</summary>
    [Required]
    public IList<string> Files { get; set; } = [];

    /// <summary>A folder whose files have such lines, as a mounted secret is; names that begin with a dot are passed over. Empty for none.</summary>
    public string Folder { get; set; } = "";

    /// <summary>How often files are read again: as long as a key that was taken out may still be accepted.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReloadEvery { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class KeyOptionsValidator : IValidateOptions<KeyOptions>;
