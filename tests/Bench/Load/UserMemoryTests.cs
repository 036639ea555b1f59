using Manidala.Bench.Load;

namespace Manidala.Bench.Tests.Load;

public sealed class UserMemoryTests
{
    [Fact]
    public void HadSeen_HoldsAFeedToWhatWasKnownWhenItWasAskedFor()
    {
        var memory = new UserMemory();
        memory.Acknowledge("early", 7);
        UserMemory.Moment asked = memory.Now();
        memory.Acknowledge("late", 9);
        memory.Acknowledge("early", 8);

        Assert.Equal(7, asked.Sequence);
        Assert.True(memory.HadSeen("early", asked));
        Assert.False(memory.HadSeen("late", asked));
        Assert.True(memory.HadSeen("late", memory.Now()));
        Assert.Equal(9, memory.Now().Sequence);
    }
}
