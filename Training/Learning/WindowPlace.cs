namespace Manidala.Training.Learning;

/// <summary>Where a window lies: twelve bytes, because a large log has millions of them.</summary>
/// <param name="Start">The place of its first input among the user's items.</param>
internal readonly record struct WindowPlace(int User, int Start, int Predictions);
