namespace Retrain.Graph.Ops;

/// <summary>How <see cref="Resize"/> chooses pixels.</summary>
internal enum ResizeKind
{
    /// <summary>Mean of the four pixels around, weighted by distance.</summary>
    Bilinear,

    /// <summary>The nearest pixel.</summary>
    Nearest,
}
