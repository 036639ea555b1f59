using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Manidala.Engine.Retrieval;

namespace Manidala.Bench.Measurement;

/// <summary>
/// Another search library, run as a program of its own over the same rows and queries. Biases become one more number of each row, and the numbers are filled up to
/// a multiple of four with at least one to spare, since peers know no biases.
/// </summary>
internal sealed class PeerProgram(string name, string program, IReadOnlyList<string> arguments)
{
    private const int Alignment = 4;

    public string Name => name;

    /// <summary>Those that are installed here; the log says which are not.</summary>
    public static async Task<IReadOnlyList<PeerProgram>> FindAsync(string sources, string scratch, TextWriter log, CancellationToken cancellationToken)
    {
        var found = new List<PeerProgram>();
        const string Python = "/usr/bin/python3";
        if (File.Exists(Python) && await SucceedsAsync(Python, ["-c", "import faiss"], cancellationToken).ConfigureAwait(false))
        {
            found.Add(new PeerProgram("faiss", Python, [Path.Combine(sources, "faiss_ivf.py")]));
        }
        else
        {
            await log.WriteLineAsync("faiss is not installed (Debian: python3-faiss)").ConfigureAwait(false);
        }

        string graph = Path.Combine(scratch, "hnsw");
        if (await SucceedsAsync("g++", ["-O3", "-march=native", "-pthread", "-o", graph, Path.Combine(sources, "hnsw.cpp")], cancellationToken).ConfigureAwait(false))
        {
            found.Add(new PeerProgram("hnswlib", graph, []));
        }
        else
        {
            await log.WriteLineAsync("hnswlib cannot be compiled here (Debian: libhnswlib-dev and g++)").ConfigureAwait(false);
        }

        return found;
    }

    public async Task<IReadOnlyList<PeerFigure>> RunAsync(
        float[] vectors, float[] biases, float[] queries, ScoredItem[] truth, int dimension, int wanted, CancellationToken cancellationToken)
    {
        string scratch = Directory.CreateTempSubdirectory("manidala-peer-").FullName;
        try
        {
            int padded = (dimension + 2 + Alignment - 1) / Alignment * Alignment;
            string rows = Write(scratch, "rows.f32", Pad(vectors, dimension, padded, row => biases[row]));
            string asked = Write(scratch, "queries.f32", Pad(queries, dimension, padded, _ => 1));
            string best = Write<int>(scratch, "truth.i32", [.. truth.Select(item => item.Item)]);
            string output = await OutputAsync(
                program, [.. arguments, rows, asked, best, Text(padded), Text(wanted)], cancellationToken).ConfigureAwait(false);
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize(line, RetrievalJson.Default.PeerFigure)!)];
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static float[] Pad(float[] vectors, int dimension, int padded, Func<int, float> last)
    {
        int count = vectors.Length / dimension;
        float[] rows = new float[count * padded];
        for (int row = 0; row < count; row++)
        {
            vectors.AsSpan(row * dimension, dimension).CopyTo(rows.AsSpan(row * padded));
            rows[(row * padded) + dimension] = last(row);
        }

        return rows;
    }

    private static string Write<T>(string folder, string name, T[] values)
        where T : unmanaged
    {
        string path = Path.Combine(folder, name);
        using var file = new FileStream(path, FileMode.Create);
        file.Write(MemoryMarshal.AsBytes<T>(values));
        return path;
    }

    private static async Task<bool> SucceedsAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program.
        }
    }

    private static async Task<string> OutputAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = Text(Environment.ProcessorCount);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
