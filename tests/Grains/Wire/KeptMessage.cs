using System.Text.Json.Nodes;

namespace Manidala.Grains.Tests.Wire;

/// <summary>A message as a build wrote it, and what was in it: a line of messages.txt.</summary>
internal sealed record KeptMessage(string Alias, JsonObject Members, byte[] Bytes)
{
    public static KeptMessage Parse(string line)
    {
        string[] parts = line.Split('\t');
        return new KeptMessage(parts[0], JsonNode.Parse(parts[1])!.AsObject(), Convert.FromBase64String(parts[2]));
    }

    public override string ToString() => $"{Alias}\t{Members.ToJsonString()}\t{Convert.ToBase64String(Bytes)}";
}
