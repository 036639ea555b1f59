namespace Manidala.Engine.Model;

/// <summary>What an encoder is told of one interaction, in the model's own numbers; <see cref="LoadedModel.InputOf(int, Sessions.SessionStep)"/> makes it of a session's.</summary>
/// <param name="Row">The item's row in the model's table.</param>
/// <param name="Type">The place of the interaction's type in the manifest's list; 0 for every type that the model does not know.</param>
/// <param name="Gap">log(1 + seconds since the positive interaction before), as <see cref="Sessions.TimeGap"/> gives it.</param>
/// <param name="Vector">The item's vector where the model has no row for it, which is then <see cref="NoRow"/>; null for an item of the model.</param>
public readonly record struct StepInput(int Row, byte Type, float Gap, float[]? Vector = null)
{
    public const int NoRow = -1;
}
