namespace Retrain.Training;

/// <summary>Sees the layer as TensorBoard's summaries do. Called on the training thread; what it keeps it copies.</summary>
internal interface ITrainingWatcher
{
    /// <summary>Every step: layer and training batch before the update.</summary>
    void Trained(in LayerView view);

    /// <summary>Every evaluation: the layer after the update, on the validation batch. Not called without validation photos.</summary>
    void Validated(in LayerView view);
}
