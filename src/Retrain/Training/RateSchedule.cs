namespace Retrain.Training;

/// <summary>How the learning rate goes over the steps.</summary>
public enum RateSchedule
{
    /// <summary>The same in all steps, as the original.</summary>
    Constant,

    /// <summary>rate * (1 + cos(pi * t / steps)) / 2.</summary>
    Cosine,

    /// <summary>rate * (1 - t / steps).</summary>
    Linear,

    /// <summary>A tenth after half of the steps, a hundredth after three quarters.</summary>
    Steps,
}
