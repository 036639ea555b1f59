using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Grains.Models;

namespace Manidala.Grains.Users;

/// <summary>Keeps a session's encoder state up to its events: one step call at a time, with all that waits. For use inside one grain's turns.</summary>
internal sealed class SessionStepper(UserSession session, LiveView views, IStepper stepper)
{
    private Task<bool> _running = Task.FromResult(true);

    /// <summary>Begins to catch up without waiting for it, so that the next feed need not.</summary>
    public void StartCatchingUp()
    {
        if (_running.IsCompleted && session.Encoder.NeedsStep(views.Current.Model?.Version))
        {
            _running = StepUntilCurrentAsync();
        }
    }

    /// <summary>Waits until the state is up to the events under the current model, and answers the view that it belongs to; false where the steps did not come in time.</summary>
    public async Task<(FeedView View, bool IsCurrent)> CatchUpAsync()
    {
        while (true)
        {
            FeedView view = views.Current;
            if (_running.IsCompleted && !session.Encoder.NeedsStep(view.Model?.Version))
            {
                return (view, true);
            }

            StartCatchingUp();
            if (!await _running)
            {
                return (views.Current, false);
            }
        }
    }

    /// <summary>Waits for the step under way, if there is one; after it the caller's turn may read and replace the state.</summary>
    public async Task SettleAsync()
    {
        while (!_running.IsCompleted)
        {
            await _running;
        }
    }

    private async Task<bool> StepUntilCurrentAsync()
    {
        while (views.Current.Model is { } model && session.Encoder.NeedsStep(model.Version))
        {
            FeedView view = views.Current;
            IReadOnlyList<int> items = session.Encoder.BeginStep(session, model.Version, model.StateSize, model.Dimension);
            int[] rows = RowsOf(items, view);
            StepOutcome outcome = StepOutcome.Failed;
            try
            {
                outcome = rows.Length == 0
                    ? StepOutcome.Done
                    : await stepper.StepAsync(model, session.Encoder.State, rows, session.Encoder.Query);
            }
            finally
            {
                session.Encoder.EndStep(outcome == StepOutcome.Done, rows.Length);
            }

            if (outcome == StepOutcome.ModelRetired)
            {
                // Another one serves already, and the view that shows it is being built.
                await Task.Yield();
            }
            else if (outcome != StepOutcome.Done)
            {
                return false;
            }
        }

        return true;
    }

    private static int[] RowsOf(IReadOnlyList<int> items, FeedView view)
    {
        var rows = new List<int>(items.Count);
        foreach (int item in items)
        {
            if (view.RowOf(item) is >= 0 and var row)
            {
                rows.Add(row);
            }
        }

        return [.. rows];
    }
}
