namespace Manidala.Training.Import;

/// <summary>Which fields of a JSON line hold what; of several names the first that the line has.</summary>
/// <param name="Value">Where a line has none of the fields, the value is 1.</param>
/// <param name="DefaultType">Of lines that have no field of the type.</param>
internal sealed record JsonFields(string[] User, string[] Item, string[] Time, string[] Type, string[] Value, string[] Id, string DefaultType)
{
    /// <summary>The shape in which our own API takes interactions.</summary>
    public static JsonFields OfApi { get; } = new(["userId"], ["itemId"], ["timestamp"], ["type"], ["value"], ["id"], "view");

    /// <summary>Amazon's reviews: of 2014 and 2018, and of 2023, which also has times in milliseconds. Products with variants are one item, their parent.</summary>
    public static JsonFields OfAmazon { get; } = new(
        ["user_id", "reviewerID"], ["parent_asin", "asin"], ["timestamp", "unixReviewTime"], [], ["rating", "overall"], [], "rating");
}
