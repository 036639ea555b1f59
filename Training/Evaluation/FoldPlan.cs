namespace Manidala.Training.Evaluation;

/// <summary>One history to fold, and when to look at it.</summary>
/// <param name="Rows">The model's rows, oldest first, no direct repeats.</param>
/// <param name="Stops">After how many rows a query is wanted, rising; 0 for a session in which nothing has happened.</param>
internal readonly record struct FoldPlan(int[] Rows, int[] Stops);
