namespace Retrain.Exports;

/// <summary>How exactly the numbers of a model are kept.</summary>
public enum ExportPrecision
{
    /// <summary>As trained.</summary>
    Full,

    /// <summary>Weights with 11 bits.</summary>
    Half,

    /// <summary>Weights with 8 bits, activations as trained or rounded by the runtime.</summary>
    DynamicRange,

    /// <summary>Weights and activations with 8 bits.</summary>
    Whole,
}
