namespace Manidala.Training.Learning;

/// <summary>Where a training stands. With the weights and the optimiser's moments it is all that a training needs to go on as if never interrupted.</summary>
internal sealed record TrainingPosition
{
    /// <summary>The pass that is under way, from 1; one more than the last when all are done.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>Its batches that are done.</summary>
    public int StepsInEpoch { get; set; }

    /// <summary>Steps since the beginning.</summary>
    public int Step { get; set; }

    /// <summary>The sum of the losses of this pass so far.</summary>
    public double LossSum { get; set; }

    /// <summary>The loss of the last steps, smoothed.</summary>
    public double RunningLoss { get; set; } = double.NaN;

    public List<ValidationPoint> History { get; init; } = [];
}

/// <summary>What a validation found.</summary>
internal sealed record ValidationPoint(int Epoch, double Loss, double Value);
