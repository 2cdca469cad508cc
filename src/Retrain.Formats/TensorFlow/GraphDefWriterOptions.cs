namespace Retrain.Formats.TensorFlow;

/// <summary>How a network becomes a GraphDef.</summary>
internal sealed record GraphDefWriterOptions
{
    /// <summary>
    /// Name of a node in the file for the name of a value of ours; names of inputs go through it too, names of outputs do not.
    /// </summary>
    public Func<string, string> NodeName { get; init; } = name => name;
}
