using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Manidala.Storage;

namespace Manidala.Grains.Users;

/// <summary>The ids under which feedback stands in the journal. They follow from what it says, so a call that is repeated after a crash journals nothing twice.</summary>
internal static class FeedbackIds
{
    private const int Bytes = 16;

    public static string Of(StoredFeedback feedback) => Derive(feedback, "given");

    public static string OfUndo(StoredFeedback feedback) => Derive(feedback, "undone");

    private static string Derive(StoredFeedback feedback, string what)
    {
        // No text may contain a zero character, so one between them keeps them apart.
        string all = string.Create(
            CultureInfo.InvariantCulture,
            $"{what}\0{feedback.Key.FeedbackType}\0{feedback.Key.ItemId}\0{feedback.Version}\0{feedback.Type}\0{feedback.TimestampMs}\0{feedback.Value:R}");
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, Bytes));
    }
}
