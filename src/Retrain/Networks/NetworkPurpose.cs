namespace Retrain.Networks;

/// <summary>What the output of a model is for.</summary>
internal enum NetworkPurpose
{
    /// <summary>A list of features a photo, for a head; images of features are averaged over their pixels.</summary>
    Features,

    /// <summary>Scores of classes, as the model gives them.</summary>
    Scores,
}
