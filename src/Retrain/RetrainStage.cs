namespace Retrain;

/// <summary>What a run is doing.</summary>
public enum RetrainStage
{
    /// <summary>Photos become bottlenecks; by far the longest part of a first run.</summary>
    Bottlenecks,

    /// <summary>The last layer learns.</summary>
    Training,

    /// <summary>The written model answers the test photos.</summary>
    Verifying,

    /// <summary>Training photos are distorted and become bottlenecks, before the training or beside it.</summary>
    Distorting,
}
