using System.Text.Json;
using System.Text.RegularExpressions;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Support;

/// <summary>The repository's Dockerfile: its stages and what each does. Instructions stand on a line each.</summary>
internal sealed partial class ContainerFile
{
    private ContainerFile(IReadOnlyList<Stage> stages) => Stages = stages;

    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>What can be built: stages that start something.</summary>
    public IEnumerable<Stage> Targets => Stages.Where(stage => stage.All("ENTRYPOINT").Any());

    public static ContainerFile Read()
    {
        var arguments = new Dictionary<string, string>();
        var stages = new List<Stage>();
        foreach (string line in File.ReadLines(Path.Combine(Programs.Root, "Dockerfile")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            string[] parts = line.Split(' ', 2);
            Assert.True(Known.Contains(parts[0]), $"\"{line}\" begins with no instruction that this reader knows.");
            if (parts[0] == "ARG" && stages.Count == 0)
            {
                string[] sides = parts[1].Split('=', 2);
                arguments[sides[0]] = sides[1];
            }
            else if (parts[0] == "FROM")
            {
                Match from = FromLine().Match(parts[1]);
                Assert.True(from.Success, line);
                string image = Variable().Replace(from.Groups["image"].Value, variable => arguments[variable.Groups[1].Value]);
                stages.Add(new Stage(from.Groups["name"].Value, image, stages.Find(stage => stage.Name == image)));
            }
            else
            {
                stages[^1].Own.Add(new(parts[0], parts[1]));
            }
        }

        return new ContainerFile(stages);
    }

    public Stage this[string name] => Assert.Single(Stages, stage => stage.Name == name);

    private static readonly HashSet<string> Known = ["ARG", "FROM", "COPY", "RUN", "ENV", "LABEL", "WORKDIR", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT"];

    [GeneratedRegex("^(?<image>[^ ]+) AS (?<name>[a-z-]+)$")]
    private static partial Regex FromLine();

    [GeneratedRegex(@"\$\{([A-Z]+)\}")]
    private static partial Regex Variable();

    /// <summary>One line.</summary>
    internal sealed record Instruction(string Name, string Text)
    {
        /// <summary>The words of a list in JSON, as ENTRYPOINT and HEALTHCHECK have.</summary>
        public string[] Words => JsonSerializer.Deserialize<string[]>(Text[Text.IndexOf('[', StringComparison.Ordinal)..])!;
    }

    /// <summary>A stage, with those that it is built on.</summary>
    internal sealed record Stage(string Name, string Image, Stage? Base)
    {
        public List<Instruction> Own { get; } = [];

        /// <summary>Instructions of this name, those of the stages below first.</summary>
        public IEnumerable<Instruction> All(string name) => (Base?.All(name) ?? []).Concat(Own.Where(one => one.Name == name));

        public Instruction Last(string name) => All(name).Last();

        /// <summary>What ENV and LABEL set.</summary>
        public Dictionary<string, string> Pairs(string name) => All(name)
            .SelectMany(one => Pair().Matches(one.Text))
            .GroupBy(pair => pair.Groups["name"].Value)
            .ToDictionary(group => group.Key, group => group.Last().Groups["value"].Value.Trim('"'));

        /// <summary>What the context or another stage gives: where from, and which paths.</summary>
        public IEnumerable<(string? From, string[] Sources, string Target)> Copies => All("COPY").Select(copy =>
        {
            string[] words = copy.Text.Split(' ');
            string? from = Array.Find(words, word => word.StartsWith("--from=", StringComparison.Ordinal))?["--from=".Length..];
            string[] paths = [.. words.Where(word => !word.StartsWith("--", StringComparison.Ordinal))];
            return (from, paths[..^1], paths[^1]);
        });
    }

    [GeneratedRegex("""(?<name>[A-Za-z_.]+)=(?<value>"[^"]*"|[^ ]*)""")]
    private static partial Regex Pair();
}
