using Manidala.Gateway.Gorse;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Gorse;

public sealed class GorseTimesTests
{
    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T12:00:00.120+02:00", "2026-01-31T10:00:00.12Z")]
    [InlineData("2026-01-31 12:00:00", "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00Z")]
    [InlineData("2026/01/31", "2026-01-31T00:00:00Z")]
    [InlineData("20260131", "2026-01-31T00:00:00Z")]
    [InlineData("20260131120000", "2026-01-31T12:00:00Z")]
    [InlineData("2026", "2026-01-01T00:00:00Z")]
    [InlineData("1769860800", "2026-01-31T12:00:00Z")]
    [InlineData("1769860800000", "2026-01-31T12:00:00Z")]
    [InlineData("1769860800000000", "2026-01-31T12:00:00Z")]
    [InlineData("1769860800000000000", "2026-01-31T12:00:00Z")]
    [InlineData("Sat, 31 Jan 2026 12:00:00 GMT", "2026-01-31T12:00:00Z")]
    [InlineData("", "0001-01-01T00:00:00Z")]
    public void Parse_WhatClientsSend_IsThatTimeInUtc(string text, string time) => Assert.Equal(time, GorseTimes.Format(GorseTimes.Parse(text, "Timestamp")));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-02-30")]
    [InlineData("12345")]
    [InlineData("99999999999999999999")]
    public void Parse_WhatIsNoTime_NamesTheFieldAndWhatIsAllowed(string text)
    {
        var refused = Assert.Throws<InvalidRequestException>(() => GorseTimes.Parse(text, "[3].Timestamp"));

        Assert.Equal(("[3].Timestamp", $"'{text}'"), (refused.Field, refused.Found));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("0", 0)]
    [InlineData("10m", 600_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1.5s", 1500)]
    [InlineData("250ms", 250)]
    [InlineData("2000us", 2)]
    [InlineData("8760h", 8760L * 3_600_000)]
    public void ParseDuration_AsGoWritesThem(string text, long milliseconds) =>
        Assert.Equal(milliseconds, GorseDurations.Parse(text, "write-back-delay").TotalMilliseconds);

    [Theory]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("-10m")]
    [InlineData("1h 30m")]
    [InlineData("8761h")]
    [InlineData("10m\n")]
    public void ParseDuration_WhatIsNone_IsRefused(string text) =>
        Assert.Equal("write-back-delay", Assert.Throws<InvalidRequestException>(() => GorseDurations.Parse(text, "write-back-delay")).Field);
}
