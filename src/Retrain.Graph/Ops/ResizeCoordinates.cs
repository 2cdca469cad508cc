namespace Retrain.Graph.Ops;

/// <summary>Where an output pixel i lies in the input.</summary>
internal enum ResizeCoordinates
{
    /// <summary>i scale with scale = in / out: TensorFlow 1's rule. Nearest takes the floor.</summary>
    Legacy,

    /// <summary>i (in - 1) / (out - 1). Nearest rounds halves up.</summary>
    AlignCorners,

    /// <summary>(i + 0.5) scale - 0.5: everybody's rule today. Nearest takes the floor of (i + 0.5) scale.</summary>
    HalfPixel,
}
