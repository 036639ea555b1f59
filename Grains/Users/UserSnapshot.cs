namespace Manidala.Grains.Users;

/// <summary>What grain storage keeps of a user: the session as bytes, in the engine's own format.</summary>
[GenerateSerializer, Alias("manidala.UserSnapshot")]
internal sealed class UserSnapshot
{
    [Id(0)]
    public byte[] Session { get; set; } = [];

    /// <summary>When it was written, in Unix milliseconds; 0 in those of versions that did not say.</summary>
    [Id(1)]
    public long WrittenMs { get; set; }
}
