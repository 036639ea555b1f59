namespace Manidala.Training.Evaluation;

/// <summary>How a data set is asked about.</summary>
/// <param name="Name">As in JSON: <c>leave-one-out</c>, <c>temporal</c> or <c>session</c>.</param>
/// <param name="Description">All that a reader must know to compare figures.</param>
/// <param name="Depth">The length of the list that is spoken of first.</param>
internal sealed record Protocol(string Name, string Description, int Depth)
{
    private const string Ties = "of equal scores the lower row goes first";

    public static Protocol LeaveOneOut { get; } = new(
        "leave-one-out", $"each user's last item, full ranking over the model's items, the user's whole history removed; {Ties}", 10);

    public static Protocol Session { get; } = new(
        "session", $"every prefix of a test session predicts its next item, full ranking over the model's items, nothing removed; {Ties}", 20);

    public static Protocol Temporal(string cut, string targets) => new(
        "temporal", $"{targets} from {cut} on, full ranking over the model's items, the user's whole history before it removed; {Ties}", 10);
}
