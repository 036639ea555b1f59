namespace Manidala.Training.Encoders;

/// <summary>Which encoder, and how large.</summary>
/// <param name="Dimension">Length of an item's embedding and of a query; a multiple of 4 suits the hardware.</param>
/// <param name="Layers">Recurrent layers, or blocks of a transformer, on top of each other.</param>
/// <param name="Dropout">Share of activations that training drops, 0 to below 1.</param>
internal sealed record EncoderShape(EncoderKind Kind, int Dimension, int Layers, double Dropout)
{
    /// <summary>
    /// Where set, scores are cosines over this temperature: item vectors have length 1 and queries 1 / temperature, so that no item gains by length alone.
    /// 0 scores by plain dot products. 0.03 to 0.2 are usual.
    /// </summary>
    public double Temperature { get; init; }

    /// <summary>Whether each item's score has an offset of its own that is learned.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>Whether the encoder is told each interaction's type and the time since the one before.</summary>
    public bool SeesInteractions { get; init; }

    /// <summary>Attention heads of a transformer; they divide the dimension. Of no effect on others.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Most interactions that a transformer looks at; training fills in its window. Of no effect on others.</summary>
    public int Length { get; init; }

    public ItemEncoder Create()
    {
        ItemEncoder encoder = CreateBare();
        if (SeesInteractions)
        {
            encoder.LookAt(new InteractionInputs(InteractionInputs.TypeCount, Dimension));
        }

        return encoder;
    }

    private ItemEncoder CreateBare() => Kind switch
    {
        EncoderKind.LinearRecurrent => new LinearRecurrentEncoder(Dimension, Layers, Dropout),
        EncoderKind.Gated => new GatedEncoder(Dimension, Layers, Dropout, Temperature),
        EncoderKind.Gru => new GruEncoder(Dimension, Layers, Dropout),
        EncoderKind.Transformer => new TransformerEncoder(Dimension, Layers, Heads, Length, Dropout, Temperature),
        _ => throw new InvalidOperationException($"There is no encoder of kind {Kind}."),
    };
}
