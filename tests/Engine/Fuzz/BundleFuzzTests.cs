using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CsCheck;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Manidala.Tests.Fuzzing;

namespace Manidala.Engine.Tests.Fuzz;

/// <summary>Whatever a bundle's bytes are, reading it gives the bundle or refuses it by name.</summary>
public sealed class BundleFuzzTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, byte[]> _files;

    public BundleFuzzTests()
    {
        TestBundle.Write(_folder["valid"], "fuzz", items: 20, dimension: 5, seed: 1);
        _files = Directory.GetFiles(_folder["valid"]).Order(StringComparer.Ordinal).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_ChangedBundle_IsReadOrRefused()
    {
        Gen<(int File, bool IsListed, Mutation[] Changes)> inputs = Gen.Select(Gen.Int[0, _files.Count - 1], Gen.Bool, Mutation.Some);

        IReadOnlyCollection<string> findings = await FuzzRun.RunAsync("bundle", inputs, usual: 2000, share: 10, concurrency: 2, (number, input) =>
        {
            string folder = _folder[$"input-{number}"];
            string name = _files.Keys.ElementAt(input.File);
            Write(folder, name, Mutation.Apply(_files[name], input.Changes), input.IsListed);
            string? finding = Finding(folder);
            Directory.Delete(folder, recursive: true);
            return Task.FromResult(finding is null ? null : $"{name}: {finding}");
        });

        Assert.True(findings.Count == 0, string.Join("\n", findings));
    }

    private static string? Finding(string folder)
    {
        try
        {
            Bundle bundle = Bundle.Read(folder);

            // ONNX Runtime itself is not ours to be fuzzed, and would end this process where it fails.
            ExternalWeights.Refuse(bundle.EncoderOnnx.AsSpan(), "encoder.onnx");
            return null;
        }
        catch (InvalidBundleException)
        {
            return null;
        }
        catch (Exception unexpected)
        {
            return unexpected.ToString();
        }
    }

    /// <param name="isListed">Whether the manifest agrees with the changed file, so that more than its checksum is looked at.</param>
    private void Write(string folder, string changed, byte[] bytes, bool isListed)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] original) in _files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), name == changed ? bytes : original);
        }

        if (isListed && changed != "manifest.json")
        {
            JsonObject manifest = JsonNode.Parse(_files["manifest.json"])!.AsObject();
            manifest["files"]![changed] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)), ["bytes"] = bytes.Length };
            File.WriteAllText(Path.Combine(folder, "manifest.json"), manifest.ToJsonString());
        }
    }
}
