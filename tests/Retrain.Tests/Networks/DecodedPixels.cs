using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>Photos for a graph that decodes files itself, as they are behind its decoder.</summary>
/// <param name="Pixels">[N, H, W, 3], 0 to 1.</param>
public sealed record DecodedPixels(Npy Pixels)
{
    /// <summary>As a decoder gives them, 0 to 255.</summary>
    public float[] Bytes() => [.. Pixels.Floats().Select(v => v * 255)];
}
