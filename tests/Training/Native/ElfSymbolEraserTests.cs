using Manidala.Training.Native;

namespace Manidala.Training.Tests.Native;

public sealed class ElfSymbolEraserTests
{
    private const string Symbol = "_ZSt21ios_base_library_initv";
    private const string Version = "GLIBCXX_3.4.32";

    private static readonly byte[] Binding = File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so"));

    [Fact]
    public void Erase_TorchsBinding_ChangesOnlyNameVersionAndFlag()
    {
        byte[] erased = [.. Binding];

        ElfSymbolEraser.Erase(erased, Symbol, Version, "sched_yield");

        // The whole name, two bytes of the symbol's version and two of the flag; bytes that happen to be equal already do not count.
        int changed = Enumerable.Range(0, erased.Length).Count(i => erased[i] != Binding[i]);
        Assert.InRange(changed, Symbol.Length - 3, Symbol.Length + 4);
        Assert.Throws<InvalidDataException>(() => ElfSymbolEraser.Erase(erased, Symbol, Version, "sched_yield"));
    }

    [Fact]
    public void Erase_UnknownVersion_Throws()
    {
        byte[] library = [.. Binding];

        Assert.Throws<InvalidDataException>(() => ElfSymbolEraser.Erase(library, Symbol, "GLIBCXX_9.9.99", "sched_yield"));
    }

    [Fact]
    public void Erase_NoLibrary_Throws()
    {
        Assert.Throws<InvalidDataException>(() => ElfSymbolEraser.Erase(new byte[4096], Symbol, Version, "sched_yield"));
    }

    [Fact]
    public void Erase_ReplacementLongerThanTheName_Throws()
    {
        byte[] library = [.. Binding];

        Assert.Throws<ArgumentException>(() => ElfSymbolEraser.Erase(library, Symbol, Version, new string('x', Symbol.Length + 1)));
    }
}
