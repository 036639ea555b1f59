using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CsCheck;

namespace Manidala.Tests.Fuzzing;

/// <summary>
/// Many inputs, each a function of (seed, number) alone, so that one that finds something can be made again. A small number of them unless
/// <c>./manidala fuzz</c> asks for more.
/// </summary>
internal static class FuzzRun
{
    private const int MostFindings = 20;

    /// <summary>Only this input, where one that found something is looked at again.</summary>
    private static readonly int? Alone = Read("MANIDALA_FUZZ_ONLY");

    private static int? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <param name="usual">How many inputs where nobody says.</param>
    /// <param name="share">Which part of the inputs that are asked for is this target's: one in so many.</param>
    /// <param name="check">Gets number and input; null where all is well, otherwise what is wrong.</param>
    /// <returns>What is wrong, of the first few.</returns>
    public static async Task<IReadOnlyCollection<string>> RunAsync<T>(
        string target, Gen<T> inputs, int usual, int share, int concurrency, Func<int, T, Task<string?>> check)
    {
        int count = Read("MANIDALA_FUZZ_INPUTS") is { } asked ? Math.Max(1, asked / share) : usual;
        int seed = Read("MANIDALA_FUZZ_SEED") ?? 1;
        var findings = new ConcurrentQueue<string>();
        var clock = Stopwatch.StartNew();
        IEnumerable<int> numbers = Alone is { } alone ? [alone] : Enumerable.Range(0, count);
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = concurrency }, async (number, _) =>
        {
            T input = inputs.Generate(new PCG((uint)number, (ulong)seed), null!, out Size _);
            if (findings.Count < MostFindings && await check(number, input) is { } finding)
            {
                findings.Enqueue(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, input {number}: {finding}"));
            }
        });

        Report(target, count, seed, findings, clock.Elapsed);
        return findings;
    }

    private static void Report(string target, int inputs, int seed, IReadOnlyCollection<string> findings, TimeSpan took)
    {
        if (Environment.GetEnvironmentVariable("MANIDALA_FUZZ_REPORT") is { Length: > 0 } path)
        {
            File.AppendAllText(path, JsonSerializer.Serialize(new { target, inputs, seed, seconds = Math.Round(took.TotalSeconds, 1), findings }) + "\n");
        }
    }
}
