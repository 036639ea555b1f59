namespace Manidala.Grains.Users;

/// <summary>What grain storage keeps of a user: the session as bytes, in the engine's own format.</summary>
[GenerateSerializer, Alias("manidala.UserSnapshot")]
internal sealed class UserSnapshot
{
    [Id(0)]
    public byte[] Session { get; set; } = [];
}
