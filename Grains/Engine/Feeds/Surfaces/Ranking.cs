using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using Manidala.Engine.Catalog;

namespace Manidala.Engine.Feeds;

/// <summary>A page's candidates in order, and the steps that change it. Not thread-safe.</summary>
internal sealed class Ranking(Surface surface, ActiveRules rules, CatalogSnapshot catalog, RankTrace? trace)
{
    public Surface Surface => surface;

    public Candidate[] Candidates { get; private set; } = [];

    public bool HasFactors => rules.HasFactors;

    public bool HasLimits => surface.CategoryLimit is not null || surface.RepeatLimit is not null;

    public void Take(Candidate[] candidates) => Candidates = candidates;

    /// <summary>Boost and bury.</summary>
    public void ApplyFactors()
    {
        foreach (ref Candidate candidate in Candidates.AsSpan())
        {
            candidate = candidate with { Relevance = candidate.Relevance * rules.FactorOf(catalog, candidate.Ordinal) };
        }

        Relevances.Sort(Candidates);
        if (trace is not null)
        {
            NoteRules();
            trace.Ordered(RankStep.Rules, Candidates, WhyRules);
        }
    }

    public void ApplyFreshness(DateTimeOffset now)
    {
        FreshnessOptions settings = surface.Freshness!;
        foreach (ref Candidate candidate in Candidates.AsSpan())
        {
            float factor = Freshness.Factor(AgeOf(candidate.Ordinal, now), settings.HalfLife, settings.Weight);
            candidate = candidate with { Relevance = candidate.Relevance * factor };
        }

        Relevances.Sort(Candidates);
        trace?.Ordered(RankStep.Freshness, Candidates, ordinal =>
        {
            TimeSpan age = AgeOf(ordinal, now);
            return Invariant($"{age.TotalDays:0.##} days old, factor {Freshness.Factor(age, settings.HalfLife, settings.Weight):0.###}");
        });
    }

    public void ApplyDiversity(FeedView view, int places)
    {
        float lambda = (float)surface.Diversity!.Lambda;
        int count = Candidates.Length;
        int[] order = new int[count];
        float[] similarity = new float[count];
        MarginalRelevance.Order(
            Array.ConvertAll(Candidates, candidate => candidate.Relevance), Vectors(view), lambda, places, order, similarity);
        Candidate[] before = Candidates;
        Candidates = Array.ConvertAll(order, item => before[item]);
        trace?.Ordered(RankStep.Diversity, Candidates, ordinal =>
        {
            int item = Array.FindIndex(before, candidate => candidate.Ordinal == ordinal);
            return Invariant($"relevance {before[item].Relevance:0.###}, similarity {similarity[item]:0.###} to an item above");
        });
    }

    public void ApplyLimits(int places)
    {
        Candidate[] before = Candidates;
        var limits = new List<WindowLimit>();
        if (surface.CategoryLimit is { } ofCategories)
        {
            limits.Add(new WindowLimit(ofCategories.Most, ofCategories.Window, Array.ConvertAll(before, CategoriesOf)));
        }

        if (surface.RepeatLimit is { } ofValues)
        {
            limits.Add(new WindowLimit(
                ofValues.Most,
                ofValues.Window,
                Array.ConvertAll(before, candidate => (IReadOnlyList<string>)catalog.Texts(candidate.Ordinal, ofValues.Attribute).ToArray())));
        }

        int[] order = new int[before.Length];
        string?[] broken = new string?[before.Length];
        WindowLimits.Order(limits, places, order, broken);
        Candidates = Array.ConvertAll(order, item => before[item]);
        trace?.Ordered(RankStep.Limits, Candidates, ordinal =>
            broken[Array.FindIndex(before, candidate => candidate.Ordinal == ordinal)] is { } key
                ? $"'{key}' stood too often just above"
                : "items above were held back");
    }

    /// <summary>The pinned places of a page, from 0.</summary>
    public Dictionary<int, Candidate> Pins(int firstPlace, int places, RuledOut ruledOut)
    {
        var pins = new Dictionary<int, Candidate>();
        if (!rules.HasPins)
        {
            return pins;
        }

        foreach ((int place, (int ordinal, string rule)) in rules.PinsOf(catalog, firstPlace, places, ruledOut.MayCome))
        {
            int known = Array.FindIndex(Candidates, candidate => candidate.Ordinal == ordinal);
            pins[place] = known >= 0 ? Candidates[known] : new Candidate(ordinal, FeedSource.Editorial, 0, 0);
            trace?.Touched(ordinal, rule);
        }

        return pins;
    }

    private IReadOnlyList<string> CategoriesOf(Candidate candidate)
    {
        ImmutableArray<string> categories = catalog.Entry(candidate.Ordinal).Categories;
        return categories.IsDefault ? [] : categories;
    }

    private TimeSpan AgeOf(int ordinal, DateTimeOffset now) => TimeSpan.FromTicks(now.UtcTicks - catalog.Entry(ordinal).Ticks);

    private void NoteRules()
    {
        foreach (Candidate candidate in Candidates)
        {
            foreach (string rule in rules.FactorNames(catalog, candidate.Ordinal))
            {
                trace!.Touched(candidate.Ordinal, rule);
            }
        }
    }

    private string WhyRules(int ordinal)
    {
        string[] names = [.. rules.FactorNames(catalog, ordinal)];
        return names.Length == 0
            ? "rules moved others"
            : Invariant($"{string.Join(", ", names)}: factor {rules.FactorOf(catalog, ordinal):0.###}");
    }

    /// <summary>The candidates' embeddings, scaled to length one; zeros where there is none.</summary>
    private float[] Vectors(FeedView view)
    {
        if (view.Index is not { } index)
        {
            return new float[Candidates.Length];
        }

        int dimension = index.Main.Dimension;
        var vectors = new float[Candidates.Length * dimension];
        for (int item = 0; item < Candidates.Length; item++)
        {
            if (view.RowOf(Candidates[item].Ordinal) is >= 0 and var row)
            {
                ReadOnlySpan<float> vector = index.Vector(row);
                float length = TensorPrimitives.Norm(vector);
                if (length > 0)
                {
                    TensorPrimitives.Divide(vector, length, vectors.AsSpan(item * dimension, dimension));
                }
            }
        }

        return vectors;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
