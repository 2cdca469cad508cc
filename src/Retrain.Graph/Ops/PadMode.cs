namespace Retrain.Graph.Ops;

/// <summary>What <see cref="Pad"/> puts around a tensor.</summary>
internal enum PadMode
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>Mirrored without the border element.</summary>
    Reflect,

    /// <summary>Mirrored with the border element.</summary>
    Symmetric,
}
