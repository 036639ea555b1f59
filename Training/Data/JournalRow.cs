using System.Runtime.InteropServices;

namespace Manidala.Training.Data;

/// <summary>An interaction as it waits to be grouped by user: 17 bytes, in memory and on disk.</summary>
/// <param name="User">A number of the <see cref="IdTable"/>.</param>
/// <param name="Type">A place in the interaction types' list; with its highest bit, what takes back the user's interactions of that type with the item.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct JournalRow(int User, int Item, long Time, byte Type)
{
    // Places take seven bits.
    private const byte UndoBit = 0x80;

    public bool IsUndo => (Type & UndoBit) != 0;

    /// <summary>The type of an interaction, and of what takes such ones back.</summary>
    public byte Place => (byte)(Type & ~UndoBit);

    public static byte TypeOf(byte place, bool isUndo) => isUndo ? (byte)(place | UndoBit) : place;
}
