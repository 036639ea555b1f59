using System.Security.Cryptography;

namespace Manidala.Client;

/// <summary>Ids by which the server knows an interaction that it is sent twice.</summary>
internal static class InteractionIds
{
    private const int Bytes = 12;

    public static Interaction WithId(Interaction interaction) => interaction.Id is null ? interaction with { Id = New() } : interaction;

    private static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
