using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>An interaction with an item that training never saw.</summary>
/// <param name="User">Without the held-out items.</param>
/// <param name="Length">How many of the user's items came before.</param>
/// <param name="Seen">Held-out items that came before: they are in no ranking.</param>
internal readonly record struct ColdItemCase(UserSequence User, int Length, int Target, int[] Seen);
