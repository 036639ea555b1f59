using System.Collections.Immutable;

namespace Manidala.Engine.Catalog;

/// <summary>One attribute as a model sees it.</summary>
/// <param name="Vocabulary">Of a categorical or multi-valued one, in ordinal order: the text at place i has the id i. Other texts are left out.</param>
/// <param name="Width">Numbers of one item: 1 of a numeric one, the length of a vector, 0 of texts.</param>
/// <param name="Mean">What is taken off a number before it is divided by <paramref name="Deviation"/>; 0 for a vector, which stays as it is.</param>
/// <param name="Deviation">Above 0; 1 for a vector.</param>
public sealed record ItemFeatureAttribute(
    string Name, ItemFeatureKind Kind, ImmutableArray<string> Vocabulary, int Width, double Mean = 0, double Deviation = 1)
{
    /// <summary>Whether an item's value is ids of a vocabulary, and not numbers.</summary>
    public bool IsText => Kind is ItemFeatureKind.Categorical or ItemFeatureKind.MultiValued;

    /// <summary>Size of the vocabulary, or width of the numbers.</summary>
    public int Size => IsText ? Vocabulary.Length : Width;
}
