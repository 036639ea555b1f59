using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Models;

public sealed class SqliteModelUploadsTests() : ModelUploadsTests(new SqliteTestDatabase());

public sealed class PostgresModelUploadsTests(PostgresFixture postgres) : ModelUploadsTests(new PostgresTestDatabase(postgres));

public abstract class ModelUploadsTests(TestDatabase kind) : DatabaseTest(kind)
{
    private const string Digest = "0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public async Task Append_PartsInOrder_AreReadBackAsOneAlsoByAnotherProcess()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Uploads.OpenAsync("u", 5, Digest, most: 1, Cancelled);

        StoredUpload? first = await database.Uploads.AppendAsync("u", 0, [1, 2, 3], Cancelled);
        await database.DisposeAsync();
        ManidalaDatabase later = await OpenAsync();
        StoredUpload? second = await later.Uploads.AppendAsync("u", 3, [4, 5], Cancelled);

        Assert.Equal((3, 5), (first!.Received, second!.Received));
        using var all = new MemoryStream();
        Assert.True(await later.Uploads.CopyToAsync("u", all, Cancelled));
        Assert.Equal([1, 2, 3, 4, 5], all.ToArray());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 1)]
    [InlineData(3, 3)]
    public async Task Append_WhereItDoesNotFollowOrFit_ChangesNothing(long offset, int length)
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Uploads.OpenAsync("u", 5, Digest, most: 1, Cancelled);
        await database.Uploads.AppendAsync("u", 0, [1, 2, 3], Cancelled);

        StoredUpload? upload = await database.Uploads.AppendAsync("u", offset, new byte[length], Cancelled);

        Assert.Equal(3, upload!.Received);
        using var all = new MemoryStream();
        await database.Uploads.CopyToAsync("u", all, Cancelled);
        Assert.Equal([1, 2, 3], all.ToArray());
    }

    [Fact]
    public async Task Append_SameOffsetAtOnce_StoresOneOfThem()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Uploads.OpenAsync("u", 100, Digest, most: 1, Cancelled);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => database.Uploads.AppendAsync("u", 0, [(byte)writer, 9], Cancelled)));

        Assert.Equal(2, (await database.Uploads.FindAsync("u", Cancelled))!.Received);
    }

    [Fact]
    public async Task Open_Again_AnswersWhatIsThere_AndNoMoreThanTheMost()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Uploads.OpenAsync("u", 5, Digest, most: 1, Cancelled);
        await database.Uploads.AppendAsync("u", 0, [1], Cancelled);

        StoredUpload? again = await database.Uploads.OpenAsync("u", 5, Digest, most: 1, Cancelled);
        StoredUpload? other = await database.Uploads.OpenAsync("v", 5, Digest, most: 1, Cancelled);

        Assert.Equal(1, again!.Received);
        Assert.Null(other);
    }

    [Fact]
    public async Task DeleteUntouchedSince_RemovesTheOldWithTheirParts()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Uploads.OpenAsync("old", 5, Digest, most: 9, Cancelled);
        await database.Uploads.AppendAsync("old", 0, [1], Cancelled);
        Time.Advance(TimeSpan.FromHours(1));
        await database.Uploads.OpenAsync("young", 5, Digest, most: 9, Cancelled);

        int removed = await database.Uploads.DeleteUntouchedSinceAsync(Time.GetUtcNow() - TimeSpan.FromMinutes(30), Cancelled);

        Assert.Equal(1, removed);
        Assert.Null(await database.Uploads.FindAsync("old", Cancelled));
        Assert.NotNull(await database.Uploads.FindAsync("young", Cancelled));
        await database.Uploads.OpenAsync("old", 5, Digest, most: 9, Cancelled);
        Assert.Equal(1, (await database.Uploads.AppendAsync("old", 0, [7], Cancelled))!.Received);
    }

    [Fact]
    public async Task UnknownUpload_IsSaidToBeUnknown()
    {
        ManidalaDatabase database = await OpenAsync();

        Assert.Null(await database.Uploads.FindAsync("u", Cancelled));
        Assert.Null(await database.Uploads.AppendAsync("u", 0, [1], Cancelled));
        Assert.False(await database.Uploads.CopyToAsync("u", Stream.Null, Cancelled));
        Assert.False(await database.Uploads.DeleteAsync("u", Cancelled));
    }
}
