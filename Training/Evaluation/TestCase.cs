using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>One question to a ranker: after this history, where do the targets stand?</summary>
/// <param name="Group">The user or session that it belongs to; cases of one group stand together, and each history extends the one before it.</param>
/// <param name="Targets">Distinct rows; one for most protocols.</param>
internal readonly record struct TestCase(int Group, UserSequence History, ReadOnlyMemory<int> Targets);
