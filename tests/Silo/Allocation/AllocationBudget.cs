using System.Text.Json;

namespace Manidala.Silo.Tests.Allocation;

/// <summary>
/// What <c>allocation-budget.json</c> allows: the managed bytes that an operation was measured to take, and a margin above them. A number is raised only in the
/// commit that says why.
/// </summary>
/// <param name="MarginPercent">Above the measured, for what differs from machine to machine: sizes of pools, moments of background work.</param>
/// <param name="MeasuredBytes">By operation.</param>
internal sealed record AllocationBudget(double MarginPercent, Dictionary<string, double> MeasuredBytes)
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    public static AllocationBudget Read() =>
        JsonSerializer.Deserialize<AllocationBudget>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "allocation-budget.json")), CamelCase)!;

    public double BytesOf(string operation) => MeasuredBytes[operation] * (1 + (MarginPercent / 100));
}
