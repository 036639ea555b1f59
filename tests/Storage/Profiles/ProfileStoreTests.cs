using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Profiles;

public sealed class SqliteProfileStoreTests() : ProfileStoreTests(new SqliteTestDatabase());

public sealed class PostgresProfileStoreTests(PostgresFixture postgres) : ProfileStoreTests(new PostgresTestDatabase(postgres));

public abstract class ProfileStoreTests(TestDatabase kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Put_WhatWasPut_ComesBackWholeAndIsReplaced()
    {
        ManidalaDatabase database = await OpenAsync();

        await database.Profiles.PutAsync([new("é", """{"a":[1]}""", "one\ntwo"), new("é", "null", "a second time")], Cancelled);
        Assert.Equal(new("é", """{"a":[1]}""", "one\ntwo"), await database.Profiles.GetAsync("é", Cancelled));

        await database.Profiles.PutAsync([new("é", "null", "")], Cancelled);
        Assert.Equal(new("é", "null", ""), await database.Profiles.GetAsync("é", Cancelled));
        Assert.Null(await database.Profiles.GetAsync("e", Cancelled));
    }

    [Fact]
    public async Task Change_LeavesWhatItDoesNotName()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Profiles.PutAsync([new("u", "[\"a\"]", "old")], Cancelled);

        Assert.True(await database.Profiles.ChangeAsync("u", null, "new", Cancelled));
        Assert.True(await database.Profiles.ChangeAsync("u", "[\"b\"]", null, Cancelled));

        Assert.Equal(new("u", "[\"b\"]", "new"), await database.Profiles.GetAsync("u", Cancelled));
        Assert.False(await database.Profiles.ChangeAsync("nobody", null, "new", Cancelled));
    }

    [Fact]
    public async Task ReadPage_FromUserToUser_HasEachOnce()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Profiles.PutAsync([.. "dBaéc_".Select(letter => new StoredProfile(letter.ToString(), "null", ""))], Cancelled);

        IReadOnlyList<StoredProfile> first = await database.Profiles.ReadPageAsync("", 4, Cancelled);
        IReadOnlyList<StoredProfile> rest = await database.Profiles.ReadPageAsync(first[3].UserId, 10, Cancelled);

        Assert.Equal(["B", "_", "a", "c", "d", "é"], first.Take(3).Concat(rest).Select(profile => profile.UserId));
    }
}
