namespace Manidala.Bench.Plan;

/// <summary>Reads a price list.</summary>
internal static class PriceListFile
{
    /// <exception cref="InvalidDataException">The text is no price list; the message names the field.</exception>
    public static PriceList Read(string file, string text) => JsonFields.ReadFile(file, text, list => new PriceList(
        list.Text("name"),
        list.Text("currency"),
        list.Number("hoursAMonth", mayBeZero: false),
        list.Text("date"),
        list.Text("source"),
        list.Number("storagePerGiBMonth"),
        list.Number("egressPerGiB"),
        ReadInstances(list)));

    private static InstanceType[] ReadInstances(JsonFields list)
    {
        InstanceType[] types = list.Objects("instances", mayBeEmpty: false, ReadInstance);
        string? twice = types.CountBy(type => type.Name).Where(name => name.Value > 1).Select(name => name.Key).FirstOrDefault();
        return twice is null ? types : throw list.Wrong("instances", $"a list with the name \"{twice}\" twice", "each name once");
    }

    private static InstanceType ReadInstance(JsonFields type) => new(
        type.Text("name"),
        type.Whole("cores"),
        type.Number("memoryGiB", mayBeZero: false),
        type.ObjectOrNone("gpu", gpu => new InstanceGpu(gpu.Text("name"), gpu.Whole("count"))),
        type.Number("pricePerHour"),
        type.ShareOrNone("spotDiscount"));
}
