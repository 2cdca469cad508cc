namespace Retrain.Formats.TensorFlowLite;

/// <summary>What a file says about itself in TensorFlow Lite's metadata format, as image classifiers of MediaPipe read it.</summary>
internal sealed record LiteMetadata
{
    /// <summary>Name of the model.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it does, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>Version of the model.</summary>
    public string Version { get; init; } = "";

    /// <summary>Licence of the network.</summary>
    public string Licence { get; init; } = "";

    /// <summary>
    /// NormalizationOptions: input = (pixel - mean) / std for pixels of 0 to 255. Of inputs of whole numbers it says how the reals that
    /// they stand for come about.
    /// </summary>
    public float Mean { get; init; }

    /// <inheritdoc cref="Mean"/>
    public float Std { get; init; } = 1;

    /// <summary>Whether the file says how pixels become the input at all; what is written always does.</summary>
    public bool HasNormalization { get; init; } = true;

    /// <summary>Mean and std of red, green and blue, of files that treat them differently; else empty.</summary>
    public IReadOnlyList<(float Mean, float Std)> Channels { get; init; } = [];

    /// <summary>Class names in the order of the output, packed beside the model as <c>labels.txt</c>; empty: none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Further texts in the model's metadata list by name: our own preprocessing record under <c>retrain</c>.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();
}
