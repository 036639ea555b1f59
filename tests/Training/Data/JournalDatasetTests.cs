using System.Globalization;
using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Storage;
using Manidala.Training.Data;
using Manidala.Training.Progress;
using Manidala.Training.Tests.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Tests.Data;

public sealed class JournalDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_MixedLog_KeepsPositivesOfKnownItemsAndCollapsesDirectRepeats()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ManidalaDatabase database = await ManidalaDatabase.OpenAsync(
            DatabaseOptions.FromEnvironment(_folder.Path, _ => null), NullLoggerFactory.Instance, TimeProvider.System, cancellation);
        await database.Catalog.PutAsync([NewItem("a"), NewItem("b"), NewItem("gone"), NewItem("idle")], cancellation);
        await database.Catalog.DeleteAsync("gone", cancellation);
        string[] log = ["u a view", "u a like", "v b view", "u nowhere view", "u b hide", "u a save", "u b view", "u gone view", "u b view", "u a view", "w a impression"];
        await database.Journal.AppendAsync([.. log.Select(NewInteraction)], cancellation);

        JournalDataset read = await JournalDataset.ReadAsync(database.Journal, database.Catalog, SilentProgressReporter.Instance, cancellation);

        Assert.Equal(["a", "b", "idle"], read.Dataset.ItemIds);
        Assert.Equal(["u", "v"], read.Dataset.Users.Select(user => user.UserId));
        Assert.Equal([0, 1, 0], read.Dataset.Users[0].Items.ToArray());
        Assert.Equal([1], read.Dataset.Users[1].Items.ToArray());
        Assert.Equal([0L, 6, 9], read.Dataset.Users[0].Times.ToArray());
        Assert.Equal((11, 2, 2), (read.Interactions, read.NotPositive, read.UnknownItems));
        Assert.Equal(await database.Journal.ReadHorizonAsync(cancellation), read.Dataset.Through);
    }

    [Fact]
    public async Task Read_WhatWasTakenBack_IsLeftOutAndWithItWhoHasNothingElse()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ManidalaDatabase database = await ManidalaDatabase.OpenAsync(
            DatabaseOptions.FromEnvironment(_folder.Path, _ => null), NullLoggerFactory.Instance, TimeProvider.System, cancellation);
        await database.Catalog.PutAsync([NewItem("a"), NewItem("b"), NewItem("c")], cancellation);
        string[] log =
        [
            "u a view", "gone b like", "u b like", "u c view", "u b undo:like", "gone b undo:like", "u b hide", "u a undo:like", "u b undo:hide", "v c seen", "v b like",
            "u c undo:view", "u c view",
        ];
        await database.Journal.AppendAsync([.. log.Select(NewInteraction)], cancellation);

        JournalDataset read = await JournalDataset.ReadAsync(database.Journal, database.Catalog, SilentProgressReporter.Instance, cancellation);

        Assert.Equal(["u", "v"], read.Dataset.Users.Select(user => user.UserId));
        Assert.Equal([0, 2], read.Dataset.Users[0].Items.ToArray());
        Assert.Equal([0L, 12], read.Dataset.Users[0].Times.ToArray());
        Assert.Empty(read.Dataset.Users[0].Negatives.ToArray());
        Assert.Equal([1], read.Dataset.Users[1].Items.ToArray());
    }

    [Fact]
    public void Derive_TheExampleThatTheGatewaySharesWithTheImporter_HasItsId() =>
        Assert.Equal("4afwQxPGNdLr71T-Zn4dxw", InteractionIds.Derive("ada", "mandala-00042", "like", 1_700_000_000_000));

    [Fact]
    public void Derive_SameInteraction_IsTheSameIdAndAnyDifferenceAnother()
    {
        string id = InteractionIds.Derive("u", "i", "view", 5);

        Assert.Equal(id, InteractionIds.Derive("u", "i", "view", 5));
        string[] others =
        [
            InteractionIds.Derive("u2", "i", "view", 5), InteractionIds.Derive("u", "i2", "view", 5),
            InteractionIds.Derive("u", "i", "like", 5), InteractionIds.Derive("u", "i", "view", 6),
        ];
        Assert.DoesNotContain(id, others);
        Assert.Equal(others.Length, others.Distinct().Count());
    }

    private static Item NewItem(string id) => new(0, id, id, [], "{}", IsHidden: false, DateTimeOffset.UnixEpoch, ExpiresAt: null);

    private static Interaction NewInteraction(string line, int place)
    {
        string[] words = line.Split(' ');
        return new Interaction(place.ToString(CultureInfo.InvariantCulture), words[0], words[1], words[2], place, 1);
    }
}
