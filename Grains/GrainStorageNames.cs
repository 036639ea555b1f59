namespace Manidala.Grains;

/// <summary>Names under which the host registers grain storage.</summary>
public static class GrainStorageNames
{
    public const string Sessions = "sessions";
}
