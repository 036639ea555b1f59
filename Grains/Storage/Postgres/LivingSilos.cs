namespace Manidala.Storage.Postgres;

/// <summary>Whether a cluster lives on a database.</summary>
internal static class LivingSilos
{
    private static readonly TimeSpan Alive = TimeSpan.FromMinutes(2);

    /// <exception cref="DatabaseInUseException">One does.</exception>
    public static void Refuse(DatabaseFacts facts)
    {
        SiloRow[] alive = [.. (facts.Members ?? []).Where(member => member.Status == "Active" && member.Silent < Alive)];
        if (alive.Length > 0)
        {
            throw new DatabaseInUseException($"Silos live on {facts.Where}: {string.Join(", ", alive.Select(member => member.Name))}. End them and try again.");
        }
    }
}
