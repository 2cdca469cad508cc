namespace Retrain.Training;

/// <summary>Where a run leaves its state, so that another process can go on with it.</summary>
internal interface ITrainingCheckpoints
{
    /// <summary>Whether the last state is old enough for a new one.</summary>
    bool IsDue { get; }

    /// <summary>Replaces the state, whole or not at all.</summary>
    void Save(TrainingState state);
}
