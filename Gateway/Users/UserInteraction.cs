using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary>A checked interaction and whose it is.</summary>
/// <param name="HasConsent">Whether it may be stored; otherwise it is for this answer alone.</param>
internal readonly record struct UserInteraction(string UserId, NewInteraction Interaction, bool HasConsent = true);
