namespace Retrain.Backbones;

/// <summary>A network that turns one photo's input into its features. Thread-safe.</summary>
internal interface IFeatureNetwork : IDisposable
{
    /// <summary>Computes the features of one photo.</summary>
    /// <param name="planes">The input in the layout and range of the backbone's preprocessing, [3, H, W] or [H, W, 3].</param>
    /// <param name="features">[F], overwritten.</param>
    void Compute(ReadOnlySpan<float> planes, Span<float> features);
}
