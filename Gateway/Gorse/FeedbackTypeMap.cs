using System.Collections.Frozen;
using Manidala.Gateway.Users;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Gorse;

/// <summary>Which interaction type feedback counts as. Any name is taken, as in Gorse. Thread-safe.</summary>
internal sealed class FeedbackTypeMap(IOptions<GorseOptions> options, IOptions<GatewayOptions> gateway)
{
    private const string View = "view";

    /// <summary>Names that Gorse's own examples and clients use.</summary>
    private static readonly Dictionary<string, string> Usual = new(StringComparer.Ordinal)
    {
        ["read"] = "view",
        ["watch"] = "view",
        ["star"] = "like",
        ["favorite"] = "like",
        ["upvote"] = "like",
        ["downvote"] = "dislike",
        ["fork"] = "save",
        ["bookmark"] = "save",
        ["add_to_cart"] = "cart",
        ["buy"] = "purchase",
        ["order"] = "purchase",
    };

    private readonly FrozenDictionary<string, string> _configured = options.Value.FeedbackTypes.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly FrozenSet<string> _types = gateway.Value.InteractionTypes.Append(InteractionTypeNames.Seen).ToFrozenSet(StringComparer.Ordinal);
    private readonly string _other = options.Value.OtherFeedbackType is { Length: > 0 } other ? other
        : gateway.Value.InteractionTypes.Contains(View) ? View
        : InteractionTypeNames.Seen;

    public string Of(string feedbackType)
    {
        if (_configured.TryGetValue(feedbackType, out string? configured))
        {
            return configured;
        }

        if (_types.Contains(feedbackType))
        {
            return feedbackType;
        }

        return Usual.TryGetValue(feedbackType, out string? usual) && _types.Contains(usual) ? usual : _other;
    }
}
