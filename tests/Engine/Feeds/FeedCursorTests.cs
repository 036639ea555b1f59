using System.Collections.Immutable;
using Manidala.Engine.Feeds;

namespace Manidala.Engine.Tests.Feeds;

public sealed class FeedCursorTests
{
    [Fact]
    public void TryRead_WhatWriteWrote_GivesTheItemsSorted()
    {
        var random = new Random(2);
        for (int round = 0; round < 200; round++)
        {
            int[] items = [.. Enumerable.Range(0, random.Next(300)).Select(_ => random.Next(int.MaxValue)).Distinct()];

            Assert.True(FeedCursor.TryRead(FeedCursor.Write(items), out ImmutableArray<int> read));

            Assert.Equal(items.Order(), read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("AAAA")]
    [InlineData("Af____8")]
    [InlineData("AYA")]
    public void TryRead_SomethingElse_IsRefused(string cursor) => Assert.False(FeedCursor.TryRead(cursor, out _));

    [Fact]
    public void TryRead_RandomText_NeverThrows()
    {
        var random = new Random(3);
        for (int round = 0; round < 20_000; round++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(20)).Select(_ => "ABCDEFabcdef0189-_=+/ \u00e9"[random.Next(22)])]);

            if (FeedCursor.TryRead(text, out ImmutableArray<int> items))
            {
                Assert.All(items, item => Assert.True(item >= 0));
            }
        }
    }

    [Fact]
    public void TryRead_MoreItemsThanACursorHolds_IsRefused() =>
        Assert.False(FeedCursor.TryRead(FeedCursor.Write(Enumerable.Range(0, FeedCursor.MostItems + 1)), out _));
}
