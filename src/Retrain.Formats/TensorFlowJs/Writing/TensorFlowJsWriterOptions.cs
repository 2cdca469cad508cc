namespace Retrain.Formats.TensorFlowJs.Writing;

/// <summary>How a network becomes a TensorFlow.js model.</summary>
internal sealed record TensorFlowJsWriterOptions
{
    /// <summary>
    /// Filters and matrices as half floats. Biases and single numbers stay float32: they take few bytes. So does a tensor with a value that
    /// half floats cannot hold.
    /// </summary>
    public bool Float16 { get; init; }

    /// <summary>Texts for <c>userDefinedMetadata</c>, which travels with the model and which TensorFlow.js hands to the page.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Bytes of a weight file, 4 MB as TensorFlow's converter cuts them: browsers cache files of that size.</summary>
    public int ShardBytes { get; init; } = 4 << 20;
}
