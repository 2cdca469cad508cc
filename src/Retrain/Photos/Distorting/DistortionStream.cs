using Retrain.Foundation;

namespace Retrain.Photos.Distorting;

/// <summary>The draws of distortions: each a pure function of seed, purpose and counter, with the grain of TensorFlow's own.</summary>
/// <param name="seed">Of the run.</param>
/// <param name="purpose">Unique to the use.</param>
internal sealed class DistortionStream(long seed, string purpose)
{
    private readonly RandomStream scale = new(seed, purpose + " scale");
    private readonly RandomStream flip = new(seed, purpose + " flip");
    private readonly RandomStream brightness = new(seed, purpose + " brightness");
    private readonly RandomStream top = new(seed, purpose + " top");
    private readonly RandomStream left = new(seed, purpose + " left");

    /// <summary>The draw of a photo in a step of training.</summary>
    /// <param name="step">0 or more.</param>
    /// <param name="slot">The photo's place in the batch.</param>
    public DistortionDraw Draw(int step, int slot) => Draw(((long)step << 31) | (long)slot);

    /// <summary>The draw of a counter.</summary>
    public DistortionDraw Draw(long counter) => new(
        Unit(scale.Bits(counter)),
        Unit(flip.Bits(counter)),
        Unit(brightness.Bits(counter)),
        top.Below(counter, int.MaxValue),
        left.Below(counter, int.MaxValue));

    // A multiple of 2^-23 in [0, 1), exact in float32.
    private static float Unit(ulong bits) => (bits >> 41) * (1f / (1 << 23));
}
