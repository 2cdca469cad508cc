namespace Retrain.Training;

/// <summary>Where a trainer's batches come from: the cached bottlenecks, or photos that are distorted for the step.</summary>
internal interface IBatchSource
{
    /// <summary>Photos of every batch; 0 if there are none to draw from.</summary>
    int Count { get; }

    /// <summary>
    /// The batch of a step, a pure function of seed and step: a trainer that resumes at step s asks for s, s + 1, ... and gets what an
    /// uninterrupted one got.
    /// </summary>
    TrainingBatch Draw(int step);
}
