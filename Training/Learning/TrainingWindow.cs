using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>A stretch of one user's training items: from each item but the last, the next one is predicted.</summary>
/// <param name="Items">Inputs and targets together, so one longer than the number of predictions.</param>
internal readonly record struct TrainingWindow(ReadOnlyMemory<int> Items)
{
    public int Predictions => Items.Length - 1;

    /// <summary>
    /// Cuts histories so that every item but a user's first is predicted once. The newest window is whole; what is left over is the oldest.
    /// </summary>
    public static List<TrainingWindow> Cut(IReadOnlyList<UserSequence> users, int longest)
    {
        var windows = new List<TrainingWindow>();
        foreach (var user in users)
        {
            var items = user.Items[..LeaveOneOut.TrainingItems(user).Length];
            for (int end = items.Length; end > 1; end -= longest)
            {
                int start = Math.Max(0, end - longest - 1);
                windows.Add(new TrainingWindow(items[start..end]));
            }
        }

        return windows;
    }
}
