namespace Manidala.Training.Encoders;

/// <summary>Which encoder, and how large.</summary>
/// <param name="Dimension">Length of an item's embedding and of a query; a multiple of 4 suits the hardware.</param>
/// <param name="Layers">Recurrent layers on top of each other.</param>
/// <param name="Dropout">Share of activations that training drops, 0 to below 1.</param>
internal sealed record EncoderShape(EncoderKind Kind, int Dimension, int Layers, double Dropout)
{
    public RecurrentEncoder Create() => Kind switch
    {
        EncoderKind.LinearRecurrent => new LinearRecurrentEncoder(Dimension, Layers, Dropout),
        EncoderKind.Gated => new GatedEncoder(Dimension, Layers, Dropout),
        EncoderKind.Gru => new GruEncoder(Dimension, Layers, Dropout),
        _ => throw new InvalidOperationException($"There is no encoder of kind {Kind}."),
    };
}
