using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>The weights of one layer of gated recurrent units.</summary>
internal sealed record GruGates(Tensor InputWeight, Tensor HiddenWeight, Tensor InputBias, Tensor HiddenBias);
