namespace Manidala.Bench.Plan;

/// <summary>The files of this folder, as the program was built with them.</summary>
internal static class ShippedFiles
{
    public const string Costs = "costs.json";

    public static IReadOnlyList<string> Prices { get; } = ["prices.json", "prices-small-cloud.json"];

    public static string Read(string name)
    {
        using Stream stream = typeof(ShippedFiles).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
