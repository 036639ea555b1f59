using Manidala.Gateway.Users;

namespace Manidala.Gateway.Errors;

/// <summary>Some users' interactions are durable and others' are not.</summary>
/// <param name="results">Every interaction of the request; without a sequence where nothing is known of it.</param>
internal sealed class PartlyRecordedException(IReadOnlyList<InteractionResult> results, Exception failure)
    : Exception("Some interactions were not recorded.", failure)
{
    public IReadOnlyList<InteractionResult> Results => results;
}
