using System.Runtime.InteropServices;

namespace Manidala.Training.Data;

/// <summary>An interaction as it waits to be grouped by user: 17 bytes, in memory and on disk.</summary>
/// <param name="User">A number of the <see cref="IdTable"/>.</param>
/// <param name="Type">A place in the interaction types' list.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct JournalRow(int User, int Item, long Time, byte Type);
