using Manidala.Gateway.Hosting;

namespace Manidala.Gateway.Health;

/// <summary><c>health</c>: asks the process that serves beside this one, in the same container, whether it runs. Images without a shell have nothing else that could.</summary>
public static class HealthCommand
{
    public const string Name = "health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>0 where it does.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, TextWriter errors)
    {
        using var http = new HttpClient { Timeout = Patience };
        var address = new Uri(ListenAddress.OwnAddress(configuration), "health/live");
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
            if (answer.IsSuccessStatusCode)
            {
                return 0;
            }

            await errors.WriteLineAsync($"manidala: {address} answers {(int)answer.StatusCode}.");
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await errors.WriteLineAsync($"manidala: {address} does not answer: {failure.Message}");
        }

        return 1;
    }
}
