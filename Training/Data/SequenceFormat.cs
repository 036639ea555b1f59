namespace Manidala.Training.Data;

/// <summary>How the lines of a bare sequence file are to be read.</summary>
/// <param name="HasUser">Whether a line begins with a user's or session's id; if not, every line is a session of its own, named by its number.</param>
/// <param name="KeepsRepeats">
/// Whether an item that directly repeats the one before it stays, as the session protocols count it. A <see cref="Dataset"/> to train on holds none.
/// </param>
internal readonly record struct SequenceFormat(bool HasUser, bool KeepsRepeats = false);
