using Manidala.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Manidala.EndToEnd.Tests.Clients;

/// <summary>The README's example: a test compares the two, and runs it.</summary>
internal static class ReadmeExample
{
    /// <summary>What it writes.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Uri server, string user)
    {
        var said = new List<string>();
        var Console = new { WriteLine = new Action<string>(said.Add) };
        var services = new ServiceCollection();

        // README
        services.AddManidala(options => options.Address = server);
        await using var provider = services.BuildServiceProvider();
        var manidala = provider.GetRequiredService<ManidalaClient>();
        await foreach (Feed feed in manidala.FollowFeedAsync(user, new FeedQuery { Count = 3, WithItems = true }))
        {
            Console.WriteLine($"{feed.Sequence}: {string.Join(", ", feed.Items.Select(entry => entry.Item!.Title))}");
            if (feed.Sequence > 0) break; // it reflects what Ada did
            await manidala.RecordAsync(new Interaction(user, feed.Items[0].Id, "like"));
        }
        // End

        return said;
    }
}
