using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Gorse;

/// <summary>How the surface under <c>/api</c>, which is Gorse's, is mapped to Manidala; section <c>Gorse</c>.</summary>
public sealed class GorseOptions
{
    public const string Section = "Gorse";

    /// <summary>How many entries an answer has where <c>n</c> does not say, as in Gorse.</summary>
    internal const int DefaultCount = 10;

    /// <summary>Whether the addresses under <c>/api</c> are there.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Which interaction type feedback of a type counts as, by the feedback type's name. What is not named here counts as the interaction type of the same name, and
    /// where there is none as one of the built-in names says (star: like, read: view, …), and otherwise as <see cref="OtherFeedbackType"/>.
    /// </summary>
    [Required]
    public IDictionary<string, string> FeedbackTypes { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Which interaction type all other feedback counts as: <c>view</c> is interest at the weight of 1, <c>seen</c> keeps an item from coming back and says nothing else,
    /// <c>impression</c> changes nothing. Empty for <c>view</c>, or for <c>seen</c> where there is no type of that name.
    /// </summary>
    public string OtherFeedbackType { get; set; } = "";

    /// <summary>Further names under which <c>/api/non-personalized/NAME</c> answers what is popular, beside popular, trending and latest.</summary>
    [Required]
    public IList<string> PopularNames { get; set; } = [];

    /// <summary>Further names under which <c>/api/item-to-item/NAME</c> answers, beside neighbors and similar.</summary>
    [Required]
    public IList<string> ItemToItemNames { get; set; } = [];

    /// <summary>Further names under which <c>/api/user-to-user/NAME</c> answers, beside neighbors and similar.</summary>
    [Required]
    public IList<string> UserToUserNames { get; set; } = [];
}

[OptionsValidator]
internal sealed partial class GorseOptionsValidator : IValidateOptions<GorseOptions>;

/// <summary>Feedback counts as interaction types that there are.</summary>
internal sealed class GorseOptionsRules(IOptions<GatewayOptions> gateway) : IValidateOptions<GorseOptions>
{
    public ValidateOptionsResult Validate(string? name, GorseOptions options)
    {
        string[] allowed = [.. gateway.Value.InteractionTypes, Users.InteractionTypeNames.Seen];
        string[] wrong =
        [
            .. options.FeedbackTypes.Append(new(nameof(GorseOptions.OtherFeedbackType), options.OtherFeedbackType))
                .Where(pair => pair.Value.Length > 0 || pair.Key != nameof(GorseOptions.OtherFeedbackType))
                .Where(pair => !allowed.Contains(pair.Value, StringComparer.Ordinal))
                .Select(pair => $"{GorseOptions.Section}: {pair.Key} is '{pair.Value}'; allowed: {string.Join(", ", allowed)}."),
        ];
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
