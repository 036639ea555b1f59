using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary>Names what a stream's client has, so that one that comes back is sent a feed only where that has changed.</summary>
internal static class FeedEventId
{
    /// <summary>What browsers send when they come back.</summary>
    public const string Header = "Last-Event-ID";

    private const int DigestBytes = 8;

    /// <param name="question">The query of the address: the same version is another feed for another question.</param>
    public static string Of(FeedVersion version, string question)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{version.Model}\n{question}"));
        return string.Create(CultureInfo.InvariantCulture, $"{version.Sequence}-{Convert.ToHexStringLower(digest, 0, DigestBytes)}");
    }

    /// <summary>A fallback stands in for a feed: whoever has one is sent the feed.</summary>
    public static string Of(Feed feed, string question) => feed.IsFallback
        ? string.Create(CultureInfo.InvariantCulture, $"{feed.Sequence}-fallback")
        : Of(new FeedVersion(feed.Sequence, feed.Model), question);
}
