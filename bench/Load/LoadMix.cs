using System.Globalization;

namespace Manidala.Bench.Load;

/// <summary>How often each kind is sent.</summary>
internal sealed class LoadMix
{
    private readonly (LoadKind Kind, double Through)[] _shares;

    private LoadMix(IReadOnlyList<(LoadKind Kind, double Weight)> weights)
    {
        double total = weights.Sum(part => part.Weight);
        double through = 0;
        _shares = [.. weights.Select(part => (part.Kind, through += part.Weight / total))];
    }

    public IEnumerable<LoadKind> Kinds => _shares.Select(part => part.Kind);

    /// <summary>Each kind's share of all, which add up to 1.</summary>
    public IEnumerable<(LoadKind Kind, double Share)> Shares => _shares.Select((part, place) => (part.Kind, part.Through - (place == 0 ? 0 : _shares[place - 1].Through)));

    public static LoadMix FloorAlone { get; } = new([(LoadKind.Floor, 1)]);

    /// <summary>Reads <c>feed=4,interaction=1</c>.</summary>
    /// <exception cref="FormatException">The text is not of this form; the message says what is wrong.</exception>
    public static LoadMix Parse(string text)
    {
        var weights = new List<(LoadKind, double)>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] sides = part.Split('=');
            bool isShare = sides.Length == 2
                && Enum.TryParse(sides[0], ignoreCase: true, out LoadKind _)
                && double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight) && weight is > 0 and < 1e6;
            if (!isShare)
            {
                throw new FormatException($"--mix has '{part}'; expected KIND=SHARE with a kind of {Names} and a share above 0, like feed=4,interaction=1.");
            }

            LoadKind kind = Enum.Parse<LoadKind>(sides[0], ignoreCase: true);
            if (weights.Any(known => known.Item1 == kind))
            {
                throw new FormatException($"--mix has {sides[0]} twice.");
            }

            weights.Add((kind, double.Parse(sides[1], CultureInfo.InvariantCulture)));
        }

        return new LoadMix(weights);
    }

    private static string Names => string.Join(", ", Enum.GetNames<LoadKind>().Select(name => name.ToLowerInvariant()));

    /// <param name="draw">From 0 to below 1.</param>
    public LoadKind At(double draw)
    {
        int part = 0;
        while (part < _shares.Length - 1 && draw >= _shares[part].Through)
        {
            part++;
        }

        return _shares[part].Kind;
    }
}
