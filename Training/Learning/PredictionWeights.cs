using Manidala.Engine.Sessions;
using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>
/// How much each prediction counts in the loss: by the type of the interaction that is predicted, and by its age at the end of the data. Every type counts 1
/// unless named: the weights of <see cref="InteractionTypes"/> are made for trending, while what is measured counts every interaction the same.
/// </summary>
internal sealed class PredictionWeights
{
    private const double MillisecondsInDay = 24 * 60 * 60 * 1000.0;

    // An age of so many half-lives counts nothing that a float could hold beside 1.
    private const double MostHalfLives = 60;
    private readonly float[] _ofType;
    private readonly double _halfLifeMs;
    private readonly long _newest;

    private PredictionWeights(float[] ofType, double halfLifeMs, long newest)
    {
        _ofType = ofType;
        _halfLifeMs = halfLifeMs;
        _newest = newest;
    }

    /// <returns>Null where all predictions count the same.</returns>
    /// <exception cref="InvalidDataException">The data have no types or times to weigh by.</exception>
    public static PredictionWeights? Create(Dataset dataset, IReadOnlyDictionary<string, double>? byType, double? halfLifeDays)
    {
        if (byType is null && halfLifeDays is null)
        {
            return null;
        }

        if (byType is not null && dataset.Users.Any(user => user.Types.IsEmpty))
        {
            throw new InvalidDataException("The data have no interaction types to weigh by; leave out --type-weights.");
        }

        if (halfLifeDays is not null && dataset.Users.Any(user => user.Times.IsEmpty))
        {
            throw new InvalidDataException("The data have no times to weigh by; leave out --half-life-days.");
        }

        float[] ofType =
        [
            .. InteractionTypes.Default.InOrder.Select(type => byType is not null && byType.TryGetValue(type.Name, out double weight) ? (float)weight : 1f),
        ];
        long newest = halfLifeDays is null ? 0 : dataset.Users.Max(user => user.Times.Span[^1]);
        return new PredictionWeights(ofType, (halfLifeDays ?? 0) * MillisecondsInDay, newest);
    }

    /// <summary>One a prediction of the window.</summary>
    public float[] Of(UserSequence user, WindowPlace place)
    {
        var weights = new float[place.Predictions];
        for (int at = 0; at < weights.Length; at++)
        {
            int target = place.Start + at + 1;
            float weight = user.Types.IsEmpty ? 1 : _ofType[user.Types.Span[target]];
            if (_halfLifeMs > 0)
            {
                double age = Math.Max(0, (double)_newest - user.Times.Span[target]);
                weight *= (float)Math.Pow(2, -Math.Min(MostHalfLives, age / _halfLifeMs));
            }

            weights[at] = weight;
        }

        return weights;
    }
}
