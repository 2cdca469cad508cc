namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>How a network is written.</summary>
internal sealed record LiteWriterOptions
{
    /// <summary>How float weights are stored. Operators on whole numbers are written as they are whatever this says.</summary>
    public LiteWeights Weights { get; init; } = LiteWeights.Float32;

    /// <summary>
    /// Whether the file calls the number of photos open, as TensorFlow's converter does. Otherwise it is 1, shapes are numbers throughout,
    /// and more runtimes take the file: delegates for graphics chips, and LiteRT's newer interface, refuse open lengths.
    /// </summary>
    public bool HasOpenBatch { get; init; }

    /// <summary>What the file says about itself; <see langword="null"/>: nothing.</summary>
    public LiteMetadata? Metadata { get; init; }
}
