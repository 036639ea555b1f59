using System.Net;
using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Load;

namespace Manidala.Bench.Tests.Drills;

public sealed class AttemptPauseTests
{
    [Theory]
    [InlineData(0, 2_000)]
    [InlineData(.5, 2_125)]
    public void After_ARefusalThatSaysWhen_IsNotBefore(double spread, int expectedMs) =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(expectedMs), AttemptPause.After(new RefusedException(HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(2)), spread));

    [Fact]
    public void After_ARefusalThatSaysNothing_IsAsAfterNoAnswer() =>
        Assert.Equal(AttemptPause.After(new TimeoutException(), .5), AttemptPause.After(new RefusedException(HttpStatusCode.ServiceUnavailable, null), .5));

    [Fact]
    public void After_AKeptConnectionEnded_IsAtOnce() => Assert.Equal(TimeSpan.Zero, AttemptPause.After(new KeptConnectionException(new IOException()), .5));
}
