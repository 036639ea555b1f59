namespace Manidala.Engine.Model;

/// <summary>How a bundle stores its items' embeddings. Whatever it is, they are 32-bit floats once they are read.</summary>
public enum EmbeddingFormat
{
    /// <summary>Four bytes a number, exactly as trained.</summary>
    F32,

    /// <summary>Two bytes a number: IEEE 754 halves, rounded to the nearest, ties to even; numbers beyond ±65,504 have none.</summary>
    F16,

    /// <summary>One byte a number, from -127 to 127, and one 32-bit scale an item; number times scale is the embedding.</summary>
    Int8,
}
