using System.Diagnostics;
using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Gorse;

/// <summary>Gorse's own client for JavaScript, in a process of node that ends with this object. For one caller at a time.</summary>
internal sealed class GorseJs : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _node;

    private GorseJs(Process node) => _node = node;

    /// <param name="packages">The folder that has the package, as <see cref="GorsePackages"/> installs it.</param>
    public static GorseJs Start(string packages, Uri server, string key = "")
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] words = [Path.Combine(Programs.Root, "tests", "EndToEnd", "Gorse", "client.mjs"), packages, server.ToString().TrimEnd('/'), key];
        Array.ForEach(words, start.ArgumentList.Add);
        return new(Process.Start(start)!);
    }

    /// <summary>Calls one of the client's methods; fails the test where it throws.</summary>
    public async Task<JsonElement> CallAsync(string method, params object?[] arguments)
    {
        JsonElement answer = await AnswerAsync(method, arguments);
        return answer.TryGetProperty("value", out JsonElement value) ? value : throw new InvalidOperationException($"{method} failed: {answer}");
    }

    /// <summary>Calls one that is expected to throw; answers the status and the words of its exception.</summary>
    public async Task<(int Code, string Message)> FailAsync(string method, params object?[] arguments)
    {
        JsonElement error = (await AnswerAsync(method, arguments)).GetProperty("error");
        return (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync().WaitAsync(Patience);
        _node.Dispose();
    }

    private async Task<JsonElement> AnswerAsync(string method, object?[] args)
    {
        await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { method, args }));
        await _node.StandardInput.FlushAsync();
        string line = await _node.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException($"node ended at {method}.");
        using JsonDocument answer = JsonDocument.Parse(line);
        return answer.RootElement.Clone();
    }
}
