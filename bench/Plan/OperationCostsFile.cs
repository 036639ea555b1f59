namespace Manidala.Bench.Plan;

/// <summary>Reads a cost file.</summary>
internal static class OperationCostsFile
{
    private static readonly Dictionary<string, CostBasis> Bases = new()
    {
        ["measured"] = CostBasis.Measured,
        ["derived"] = CostBasis.Derived,
        ["assumed"] = CostBasis.Assumed,
        ["target"] = CostBasis.Target,
    };

    /// <exception cref="InvalidDataException">The text is no cost file; the message names the field.</exception>
    public static OperationCosts Read(string file, string text) => JsonFields.ReadFile(file, text, costs => new OperationCosts(
        costs.Text("name"),
        costs.Object("numbers", ReadNumbers),
        costs.Object("exactSearch", ReadCurve),
        costs.Object("approximateSearch", ReadCurve),
        costs.Objects("gpus", mayBeEmpty: true, ReadGpu)));

    private static Dictionary<CostTerm, CostNumber> ReadNumbers(JsonFields numbers) =>
        CostTerm.All.ToDictionary(term => term, term => ReadNumber(numbers, term.Name, term.Unit));

    private static CostNumber ReadNumber(JsonFields parent, string name, string unit, bool mayBeZero = true) => parent.Object(name, number =>
    {
        ReadUnit(number, unit);
        return new CostNumber(number.Number("value", mayBeZero), ReadOrigin(number));
    });

    private static CostCurve ReadCurve(JsonFields curve)
    {
        ReadUnit(curve, CostTerm.Seconds);
        CostPoint[] points = curve.Objects(
            "points", mayBeEmpty: false, point => new CostPoint(point.Number("items", mayBeZero: false), point.Number("seconds")));
        bool isAscending = points.Zip(points.Skip(1)).All(pair => pair.First.Items < pair.Second.Items);
        return isAscending
            ? new CostCurve(points, ReadOrigin(curve))
            : throw curve.Wrong("points", "not in order", "ascending numbers of items, each once");
    }

    private static GpuCosts ReadGpu(JsonFields gpu) => new(
        gpu.Text("name"),
        ReadNumber(gpu, "memory", CostTerm.Bytes),
        ReadNumber(gpu, "itemMemory", CostTerm.Bytes),
        ReadNumber(gpu, "queriesAPass", CostTerm.Share, mayBeZero: false),
        ReadNumber(gpu, "step", CostTerm.Seconds),
        gpu.Object("pass", ReadCurve));

    // A number in another unit than the model's would be off by a thousand and look well.
    private static void ReadUnit(JsonFields number, string unit) => _ = number.Choice("unit", new Dictionary<string, string> { [unit] = unit });

    private static CostOrigin ReadOrigin(JsonFields number)
    {
        CostBasis basis = number.Choice("basis", Bases);
        string? machine = basis == CostBasis.Measured ? number.Text("machine") : number.TextOrNone("machine");
        return new CostOrigin(basis, machine, number.Text("date"), number.Text("source"));
    }
}
