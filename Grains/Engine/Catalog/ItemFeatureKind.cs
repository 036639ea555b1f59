namespace Manidala.Engine.Catalog;

/// <summary>What an attribute holds, the same for every item that has it.</summary>
public enum ItemFeatureKind
{
    /// <summary>One text (or true or false) of a vocabulary.</summary>
    Categorical,

    /// <summary>Any number of texts of a vocabulary.</summary>
    MultiValued,

    /// <summary>One number.</summary>
    Numeric,

    /// <summary>Numbers whose count is the same for every item, such as the embedding of an image or a text.</summary>
    Vector,
}
