namespace Manidala.Gateway.Keys;

/// <summary>Roles as people write them.</summary>
internal static class RoleNames
{
    public const string Allowed = "ingest, read, admin";

    private static readonly (string Name, Roles Role)[] Names = [("ingest", Roles.Ingest), ("read", Roles.Read), ("admin", Roles.Admin)];

    /// <summary>The roles between the commas; null where one of them is none.</summary>
    public static Roles? Parse(ReadOnlySpan<char> text)
    {
        var roles = Roles.None;
        foreach (var part in text.Split(','))
        {
            if (Find(text[part]) is not { } role)
            {
                return null;
            }

            roles |= role;
        }

        return roles;
    }

    public static string Text(Roles roles) => string.Join(',', Names.Where(each => roles.HasFlag(each.Role)).Select(each => each.Name));

    private static Roles? Find(ReadOnlySpan<char> name)
    {
        foreach (var (known, role) in Names)
        {
            if (name.SequenceEqual(known))
            {
                return role;
            }
        }

        return null;
    }
}
