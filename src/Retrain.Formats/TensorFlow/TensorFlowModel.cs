using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>A TensorFlow graph as its container holds it: nodes, functions, signatures and variables, nothing interpreted yet.</summary>
internal sealed record TensorFlowModel
{
    /// <summary>
    /// For people: <c>frozen graph</c>, <c>SavedModel (TensorFlow 1)</c>, <c>SavedModel (TensorFlow 2)</c>, <c>TensorFlow Hub module
    /// (TF1)</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>The graph with its function library.</summary>
    public required GraphDef Graph { get; init; }

    /// <summary>Signatures by name, those of initialisation left out; empty for a bare graph.</summary>
    public required IReadOnlyDictionary<string, TensorFlowSignature> Signatures { get; init; }

    /// <summary>Values of the variables.</summary>
    public required ITensorFlowVariables Variables { get; init; }

    /// <summary>Default image size that is attached to a Hub module (REFERENCE 4.4); <see langword="null"/>: none.</summary>
    public (int Height, int Width)? AttachedImageSize { get; init; }

    /// <summary>Tags of each graph in the container, the chosen one or not; empty for a bare graph.</summary>
    public IReadOnlyList<IReadOnlyList<string>> TagSets { get; init; } = [];

    /// <summary>Version of the TensorFlow that wrote the container, as it says; empty: it does not.</summary>
    public string TensorFlowVersion { get; init; } = "";
}
