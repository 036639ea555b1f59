using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary>A checked interaction and whose it is.</summary>
internal readonly record struct UserInteraction(string UserId, NewInteraction Interaction);
