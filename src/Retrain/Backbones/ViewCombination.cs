namespace Retrain.Backbones;

/// <summary>How the features of several views of a photo become one row.</summary>
public enum ViewCombination
{
    /// <summary>Side by side, in the order of the views: as many features as all views have together.</summary>
    Join,

    /// <summary>Their mean: as many features as each view has, which must be the same number.</summary>
    Mean,
}
