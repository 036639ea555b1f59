using System.Buffers.Binary;
using System.Text;

namespace Manidala.Training.Native;

/// <summary>
/// Takes the need for one versioned function out of a 64-bit ELF library: the version becomes weak, so that the loader accepts a
/// library without it, and the function's name becomes one that every libc has. Fit only for a function that does nothing when called.
/// </summary>
internal static class ElfSymbolEraser
{
    private const int SectionStrings = 3;
    private const int DynamicSymbols = 11;
    private const int VersionNeeds = 0x6ffffffe;
    private const int SymbolVersions = 0x6fffffff;
    private const ushort WeakFlag = 2;
    private const ushort AnyVersion = 1;

    public static void Erase(Span<byte> library, string symbol, string version, string replacement)
    {
        if (replacement.Length > symbol.Length)
        {
            throw new ArgumentException($"{replacement} does not fit in the place of {symbol}.", nameof(replacement));
        }

        var symbols = Section.Find(library, DynamicSymbols);
        var names = Section.At(library, symbols.Link);
        if (names.Type != SectionStrings)
        {
            throw new InvalidDataException("The library's dynamic symbols have no table of names.");
        }

        int nameAt = RedirectSymbol(library, symbols, names, symbol);
        Span<byte> name = library.Slice(nameAt, symbol.Length);
        name.Clear();
        Encoding.ASCII.GetBytes(replacement, name);
        WeakenVersion(library, Section.Find(library, VersionNeeds), names, version);
    }

    private static int RedirectSymbol(Span<byte> library, Section symbols, Section names, string symbol)
    {
        const int SymbolSize = 24;
        var versions = Section.Find(library, SymbolVersions);
        for (int index = 0; index < symbols.Size / SymbolSize; index++)
        {
            int nameAt = names.Offset + (int)Read32(library, symbols.Offset + (index * SymbolSize));
            if (NameEquals(library, nameAt, symbol))
            {
                BinaryPrimitives.WriteUInt16LittleEndian(library[(versions.Offset + (index * 2))..], AnyVersion);
                return nameAt;
            }
        }

        throw new InvalidDataException($"The library has no dynamic symbol {symbol}.");
    }

    private static void WeakenVersion(Span<byte> library, Section needs, Section names, string version)
    {
        int need = needs.Offset;
        for (bool more = true; more;)
        {
            int entry = need + (int)Read32(library, need + 8);
            int entries = BinaryPrimitives.ReadUInt16LittleEndian(library[(need + 2)..]);
            for (int i = 0; i < entries; i++)
            {
                if (NameEquals(library, names.Offset + (int)Read32(library, entry + 8), version))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(library[(entry + 4)..], WeakFlag);
                    return;
                }

                entry += (int)Read32(library, entry + 12);
            }

            uint next = Read32(library, need + 12);
            more = next != 0;
            need += (int)next;
        }

        throw new InvalidDataException($"The library does not need version {version}.");
    }

    private static bool NameEquals(ReadOnlySpan<byte> library, int at, string name) =>
        library[at..].StartsWith(Encoding.ASCII.GetBytes(name)) && library[at + name.Length] == 0;

    private static uint Read32(ReadOnlySpan<byte> library, int at) => BinaryPrimitives.ReadUInt32LittleEndian(library[at..]);

    /// <summary>A row of the section table.</summary>
    private readonly record struct Section(uint Type, int Offset, int Size, int Link)
    {
        private const int HeaderSize = 64;

        public static Section Find(ReadOnlySpan<byte> library, uint type)
        {
            int count = BinaryPrimitives.ReadUInt16LittleEndian(library[60..]);
            for (int index = 0; index < count; index++)
            {
                if (At(library, index) is var section && section.Type == type)
                {
                    return section;
                }
            }

            throw new InvalidDataException($"The library has no section of type 0x{type:x}.");
        }

        public static Section At(ReadOnlySpan<byte> library, int index)
        {
            if (!library.StartsWith("\x7f"u8) || !library[1..].StartsWith("ELF\x02\x01"u8))
            {
                throw new InvalidDataException("The library is not a little-endian 64-bit ELF file.");
            }

            int table = (int)BinaryPrimitives.ReadUInt64LittleEndian(library[40..]);
            ReadOnlySpan<byte> header = library.Slice(table + (index * HeaderSize), HeaderSize);
            return new Section(
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                (int)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]),
                (int)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
                (int)BinaryPrimitives.ReadUInt32LittleEndian(header[40..]));
        }
    }
}
