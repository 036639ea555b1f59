using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Manidala.Client;

/// <summary>Sends a batch until nothing of it is left: what passes by itself is waited for, and what the server does not take is given up alone.</summary>
internal sealed partial class BatchSender(
    Func<IReadOnlyList<Interaction>, CancellationToken, Task<IReadOnlyList<RecordedInteraction>>> record, TimeProvider time, Action<Interaction, Exception>? onLost)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <param name="givenUp">From then on what cannot be sent at once is lost.</param>
    public async Task SendAsync(IReadOnlyList<Interaction> batch, CancellationToken givenUp)
    {
        List<Interaction> left = [.. batch];
        for (int failures = 0; left.Count > 0;)
        {
            try
            {
                await record(left, givenUp).ConfigureAwait(false);
                return;
            }
            catch (ManidalaException refusal) when (!refusal.IsTransient)
            {
                Refuse(left, refusal);
            }
            catch (Exception failure) when (failure is ManidalaException or HttpRequestException or OperationCanceledException)
            {
                RemoveDone(left, failure);
                if (givenUp.IsCancellationRequested || !await PauseAsync(failures++, failure, givenUp).ConfigureAwait(false))
                {
                    Lose(left, failure);
                }
            }
            catch (Exception fault)
            {
                // An answer that is none of ours, say: whoever waits for these is told, and what comes after them goes on.
                Lose(left, fault);
            }
        }
    }

    // All is checked before any is written: one that the server does not take is not to keep the others from it.
    private void Refuse(List<Interaction> left, ManidalaException refusal)
    {
        Match place = Place().Match(refusal.Field ?? "");
        if (place.Success && int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is int at && at < left.Count)
        {
            onLost?.Invoke(left[at], refusal);
            left.RemoveAt(at);
            return;
        }

        Lose(left, refusal);
    }

    private void Lose(List<Interaction> left, Exception why)
    {
        left.ForEach(lost => onLost?.Invoke(lost, why));
        left.Clear();
    }

    private static void RemoveDone(List<Interaction> left, Exception failure)
    {
        if (failure is ManidalaException { Results.Count: > 0 } partly)
        {
            HashSet<string> done = [.. partly.Results.Where(result => result.IsDone).Select(result => result.Id)];
            left.RemoveAll(interaction => done.Contains(interaction.Id!));
        }
    }

    /// <summary>False where the time is over.</summary>
    private async Task<bool> PauseAsync(int failures, Exception failure, CancellationToken givenUp)
    {
        TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(failures, 10));
        pause = (pause < LongestPause ? pause : LongestPause) * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 1000.0));
        TimeSpan asked = (failure as ManidalaException)?.RetryAfter ?? TimeSpan.Zero;
        try
        {
            await Task.Delay(asked > pause ? asked : pause, time, givenUp).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\[(\d{1,4})\]")]
    private static partial Regex Place();
}
