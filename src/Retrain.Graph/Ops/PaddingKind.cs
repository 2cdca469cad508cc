namespace Retrain.Graph.Ops;

/// <summary>Rules for <see cref="Padding"/>.</summary>
internal enum PaddingKind
{
    /// <summary>Windows lie inside.</summary>
    Valid,

    /// <summary>As many windows as strides fit into the image, rounded up.</summary>
    Same,

    /// <summary>Lengths are given.</summary>
    Explicit,
}
