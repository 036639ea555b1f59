using System.Globalization;
using Manidala.Silo.Hosting;

namespace Manidala.Silo.Tests.Hosting;

/// <summary>The lock and the process id that a running process keeps in its data folder.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-silo-");

    private string PidPath => Path.Combine(_folder.FullName, "manidala.pid");

    [Fact]
    public void Take_WhileItIsHeld_IsRefusedWithTheFolder()
    {
        using DataFolderLock held = DataFolderLock.Take(_folder.FullName);

        StartupException refused = Assert.Throws<StartupException>(() => DataFolderLock.Take(_folder.FullName));

        Assert.Contains(_folder.FullName, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_AfterItWasGivenBack_Succeeds()
    {
        DataFolderLock.Take(_folder.FullName).Dispose();

        using DataFolderLock again = DataFolderLock.Take(_folder.FullName);
        Assert.NotNull(again);
    }

    [Fact]
    public void Take_FolderIsMissing_MakesIt()
    {
        string missing = Path.Combine(_folder.FullName, "a", "b");

        using DataFolderLock taken = DataFolderLock.Take(missing);

        Assert.True(Directory.Exists(missing));
    }

    [Fact]
    public void Take_FolderIsAFile_IsRefusedWithItsName()
    {
        string file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");

        StartupException refused = Assert.Throws<StartupException>(() => DataFolderLock.Take(file));

        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PidFile_WhileItIsHeld_NamesThisProcess()
    {
        using (new PidFile(_folder.FullName))
        {
            Assert.Equal(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n", File.ReadAllText(PidPath));
        }

        Assert.False(File.Exists(PidPath));
    }

    [Fact]
    public void PidFile_OfAProcessThatDied_IsReplaced()
    {
        File.WriteAllText(PidPath, "1234567\n");

        using var pidFile = new PidFile(_folder.FullName);

        Assert.StartsWith(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), File.ReadAllText(PidPath), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
