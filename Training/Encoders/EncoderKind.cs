namespace Manidala.Training.Encoders;

/// <summary>The encoders that can be trained.</summary>
internal enum EncoderKind
{
    /// <summary>A complex diagonal linear recurrence with a feed-forward part in each layer.</summary>
    LinearRecurrent,

    /// <summary>A diagonal linear recurrence whose decay depends on the input, with gated outputs.</summary>
    Gated,

    /// <summary>Gated recurrent units: the baseline.</summary>
    Gru,

    /// <summary>Causal self-attention over the newest interactions, without a state: what constant-time updates are measured against.</summary>
    Transformer,
}
