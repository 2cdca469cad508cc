namespace Retrain.Training;

/// <summary>The learning rate of each step, computed in double.</summary>
internal static class LearningRates
{
    /// <summary>The rate of step t of a run.</summary>
    public static float At(SgdOptions options, int t)
    {
        double full = options.LearningRate;
        if (t < options.WarmupSteps)
        {
            return (float)(full * (t + 1) / options.WarmupSteps);
        }

        int since = t - options.WarmupSteps;
        int steps = Math.Max(1, options.Steps - options.WarmupSteps);
        return (float)(options.Schedule switch
        {
            RateSchedule.Cosine => Cosine(full, 0, since, steps),
            RateSchedule.Linear => full * (1 - ((double)since / steps)),
            RateSchedule.Steps => Milestones(full, 0.1, since, steps / 2, (int)(steps * 3L / 4)),
            _ => full,
        });
    }

    /// <summary>low + (full - low) * (1 + cos(pi * t / steps)) / 2.</summary>
    public static double Cosine(double full, double low, int t, int steps) =>
        low + ((full - low) * (1 + Math.Cos(Math.PI * t / steps)) / 2);

    /// <summary>full * factor ^ (number of milestones that t has reached).</summary>
    public static double Milestones(double full, double factor, int t, params ReadOnlySpan<int> milestones)
    {
        double rate = full;
        foreach (int milestone in milestones)
        {
            rate *= t >= milestone ? factor : 1;
        }

        return rate;
    }
}
