using System.Diagnostics;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Engine.Telemetry;
using Manidala.Grains.Models;

namespace Manidala.Grains.Users;

/// <summary>Keeps a session's encoder state up to its events: one step call at a time, with all that waits. For use inside one grain's turns.</summary>
internal sealed class SessionStepper(string userId, UserSession session, LiveView views, IStepper stepper, EngineMetrics metrics)
{
    // A batch lasts as many waves as its longest request has items: a long history goes in slices, so that others need not wait for it.
    private const int SliceLength = 64;

    private Task<bool> _running = Task.FromResult(true);

    // When the oldest interaction came that the state does not reflect yet; 0 for none.
    private long _arrived;

    /// <summary>Says that what was just folded arrived then: measured until the state reflects it.</summary>
    public void NoteArrival(long arrived) => _arrived = _arrived == 0 ? arrived : _arrived;

    /// <summary>Begins to catch up without waiting for it, so that the next feed need not.</summary>
    public void StartCatchingUp()
    {
        if (_running.IsCompleted && session.Encoder.NeedsStep(views.Current.Model?.Version))
        {
            _running = StepUntilCurrentAsync();
        }
        else if (_running.IsCompleted)
        {
            MeasureArrival();
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
        while (views.Current is { Model: { } model } view && session.Encoder.NeedsStep(model.Version))
        {
            if (session.Encoder.ModelVersion != model.Version)
            {
                session.Encoder.StartAnew(session, model.Version, model.NewState(userId), model.Dimension);
            }

            StepInput[] inputs = InputsOf(session.Encoder.BeginStep(SliceLength), view);
            StepOutcome outcome = StepOutcome.Failed;
            using Activity? span = inputs.Length == 0 ? null : EngineTracing.StartSteps();
            try
            {
                outcome = inputs.Length == 0
                    ? StepOutcome.Done
                    : await stepper.StepAsync(model, session.Encoder.State, inputs, session.Encoder.Query);
            }
            finally
            {
                session.Encoder.EndStep(outcome == StepOutcome.Done, inputs.Length);
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

        MeasureArrival();
        return true;
    }

    private void MeasureArrival()
    {
        if (_arrived != 0)
        {
            metrics.ClickReflected(_arrived);
            _arrived = 0;
        }
    }

    // Steps over items that nothing gives a vector are left out; the gap after one is still counted from it, as in an evaluation.
    private static StepInput[] InputsOf(IReadOnlyList<SessionStep> steps, FeedView view)
    {
        var inputs = new StepInput[steps.Count];
        int known = 0;
        foreach (SessionStep step in steps)
        {
            if (view.TryInputOf(step, out StepInput input))
            {
                inputs[known++] = input;
            }
        }

        return known == inputs.Length ? inputs : inputs[..known];
    }
}
