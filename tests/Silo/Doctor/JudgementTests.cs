using Manidala.Engine.Devices;
using Manidala.Engine.Model;
using Manidala.Silo.Doctor;
using Manidala.Storage;

namespace Manidala.Silo.Tests.Doctor;

/// <summary>What the doctor makes of what it sees: each finding once.</summary>
public sealed class JudgementTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DatabaseFacts Well = new("PostgreSQL db:5432/manidala", "PostgreSQL 17.2", TimeSpan.FromMilliseconds(1), 10, 10, TimeSpan.FromMilliseconds(3))
    {
        PartitionsEnd = Now.AddDays(60),
        Members = [],
    };

    public static TheoryData<string, string, string> OfTheDatabase => new()
    {
        { "well", nameof(FindingLevel.Ok), "PostgreSQL 17.2, answers in 1.0 ms, schema 10 of 10" },
        { "absent", nameof(FindingLevel.Warning), "is not there yet" },
        { "empty", nameof(FindingLevel.Ok), "still without tables" },
        { "older", nameof(FindingLevel.Warning), "schema 9 of 10" },
        { "newer", nameof(FindingLevel.Error), "schema 12 of 10" },
        { "slow", nameof(FindingLevel.Warning), "answers in 25.0 ms" },
        { "rights", nameof(FindingLevel.Error), "may not INSERT on item" },
        { "standby", nameof(FindingLevel.Error), "takes no writes" },
        { "partitions", nameof(FindingLevel.Warning), "partitions end at 2026-03-03 12:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(OfTheDatabase))]
    public void Database_EachCase_IsFound(string which, string level, string found)
    {
        DatabaseFacts facts = which switch
        {
            "absent" => Well with { Version = "", Schema = 0 },
            "empty" => Well with { Schema = 0 },
            "older" => Well with { Schema = 9 },
            "newer" => Well with { Schema = 12, IsReadable = false },
            "slow" => Well with { Latency = TimeSpan.FromMilliseconds(25) },
            "rights" => Well with { MissingRights = ["INSERT on item"] },
            "standby" => Well with { IsReadOnly = true },
            "partitions" => Well with { PartitionsEnd = Now.AddDays(2) },
            _ => Well,
        };

        Assert.Contains(DatabaseCheck.Judge(facts, Now), finding => Is(finding, level, found));
    }

    [Fact]
    public void Integrity_WholeOrNot_IsFound()
    {
        IntegrityFinding fine = new("all is whole", 0, null), broken = new("each once", 2, "row 7");

        Assert.True(Is(Assert.Single(DatabaseCheck.Judge(new IntegrityReport(5, 1, [fine]))), nameof(FindingLevel.Ok), "5 interactions and 1 snapshots"));
        Assert.True(Is(Assert.Single(DatabaseCheck.Judge(new IntegrityReport(5, 1, [fine, broken]))), nameof(FindingLevel.Error), "not so: each once (2 times; first: row 7)"));
    }

    [Theory]
    [InlineData(3, nameof(FindingLevel.Ok), "3 ms ahead of")]
    [InlineData(-5_000, nameof(FindingLevel.Warning), "00:00:05 behind")]
    [InlineData(90_000_000, nameof(FindingLevel.Error), "1.01:00:00 ahead of")]
    public void Clock_FurtherApart_IsWorse(int milliseconds, string level, string found) =>
        Assert.True(Is(ClockCheck.Judge(Well with { ClockAhead = TimeSpan.FromMilliseconds(milliseconds) }), level, found));

    [Fact]
    public void Membership_AliveDeadSilentAndOthers_AreToldApart()
    {
        SiloRow Member(string cluster, string name, string status, int silentSeconds) => new(cluster, name, "10.0.0.1:11111", status, TimeSpan.FromSeconds(silentSeconds));
        DatabaseFacts facts = Well with
        {
            Members = [Member("manidala", "a", "Active", 10), Member("manidala", "b", "Dead", 9_000), Member("manidala", "c", "Active", 600), Member("blue", "d", "Active", 5)],
        };

        Finding[] findings = [.. MembershipCheck.Judge(facts, "manidala")];

        Assert.True(Is(findings[0], nameof(FindingLevel.Ok), "1 silos alive, 1 dead rows"));
        Assert.True(Is(findings[1], nameof(FindingLevel.Warning), "c at 10.0.0.1:11111 is Active and has said nothing for 00:10:00"));
        Assert.True(Is(findings[2], nameof(FindingLevel.Warning), "other clusters live on this database: blue"));
        Assert.True(Is(Assert.Single(MembershipCheck.Judge(Well with { Members = null }, "manidala")), nameof(FindingLevel.Ok), "one process without a list of silos"));
    }

    [Theory]
    [InlineData("auto", false, false, nameof(FindingLevel.Ok), "none, and none is asked for")]
    [InlineData("auto", true, false, nameof(FindingLevel.Warning), "a GPU's driver is here, and the encoder runs on the CPU")]
    [InlineData("cpu", true, false, nameof(FindingLevel.Ok), "none, and none is asked for")]
    [InlineData("cuda", true, false, nameof(FindingLevel.Error), "Encoder__Provider is cuda, and a build with CUDA is missing")]
    [InlineData("cuda", true, true, nameof(FindingLevel.Ok), "driver and provider are here")]
    public void Device_ByWhatIsAskedForAndThere_IsJudged(string provider, bool hasDriver, bool hasBuild, string level, string found) => Assert.True(Is(
        Assert.Single(DeviceCheck.Judge(
            new EncoderOptions { Provider = provider },
            [.. new DeviceFinding[] { new("the driver", hasDriver, "libcuda.so.1"), new("a build with CUDA", hasBuild, "CPU only") }.Where(one => hasDriver || one.Need != "a build with CUDA")])),
        level,
        found));

    [Fact]
    public void Bundle_OfTheRegistry_IsJudged()
    {
        Assert.True(Is(Assert.Single(BundleCheck.Judge(null)), nameof(FindingLevel.Warning), "no model is active"));
        Assert.True(Is(Assert.Single(BundleCheck.Judge(new StoredModel("v1", 1 << 20, []))), nameof(FindingLevel.Ok), "v1 is active: 1.0 MiB"));
        Assert.True(Is(Assert.Single(BundleCheck.Judge(new StoredModel("v1", 1, ["items.json is not there"]))), nameof(FindingLevel.Error), "v1, the active model: items.json is not there"));
    }

    [Fact]
    public void Bundle_FolderWithoutOne_IsAnError() =>
        Assert.True(Is(BundleCheck.OfFolder("/nowhere"), nameof(FindingLevel.Error), "MODEL_PATH cannot be served"));

    [Theory]
    [InlineData(50, nameof(FindingLevel.Error))]
    [InlineData(200, nameof(FindingLevel.Warning))]
    [InlineData(5_000, nameof(FindingLevel.Ok))]
    public void Disk_LessOfIt_IsWorse(long mebibytes, string level) => Assert.Equal(level, RoomCheck.JudgeDisk("data", mebibytes << 20).Level.ToString());

    [Theory]
    [InlineData(100, nameof(FindingLevel.Error))]
    [InlineData(400, nameof(FindingLevel.Warning))]
    [InlineData(2_000, nameof(FindingLevel.Ok))]
    public void Memory_LessOfIt_IsWorse(long mebibytes, string level) => Assert.Equal(level, RoomCheck.JudgeMemory(mebibytes << 20).Level.ToString());

    [Theory]
    [InlineData(8, null, nameof(FindingLevel.Error), ".NET 8.0")]
    [InlineData(10, null, nameof(FindingLevel.Ok), "no SDK 10 here")]
    [InlineData(10, "8.0.100 [/usr]\n", nameof(FindingLevel.Ok), "no SDK 10 here")]
    [InlineData(10, "10.0.100 [/usr]\n", nameof(FindingLevel.Ok), "with the SDK")]
    public void Runtime_OlderOrWithoutSdk_IsSaid(int major, string? sdks, string level, string found) =>
        Assert.True(Is(RuntimeCheck.Judge(new Version(major, 0), sdks), level, found));

    [Theory]
    [InlineData(false, null, null, nameof(FindingLevel.Ok), "PORT 8080 is free")]
    [InlineData(true, 7, 7, nameof(FindingLevel.Ok), "the running server's, process 7")]
    [InlineData(true, 7, null, nameof(FindingLevel.Error), "taken by process 7 (nginx)")]
    [InlineData(true, null, 7, nameof(FindingLevel.Error), "taken by a process of another user")]
    public void Port_FreeOrTaken_IsSaid(bool isTaken, int? owner, int? server, string level, string found) =>
        Assert.True(Is(PortCheck.Judge("PORT", 8080, isTaken, owner is { } id ? new PortOwner(id, "nginx") : null, server), level, found));

    private static bool Is(Finding finding, string level, string found)
    {
        Assert.Equal(finding.Level == FindingLevel.Ok, finding.Advice is null);
        return finding.Level.ToString() == level && finding.Found.Contains(found, StringComparison.Ordinal);
    }
}
