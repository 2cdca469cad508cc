using Retrain.Formats.Keras;
using Retrain.Formats.TensorFlow;

namespace Retrain.Formats.TensorFlowJs;

/// <summary>A TensorFlow.js model: layers as Keras has them, or a graph as TensorFlow has it.</summary>
internal sealed record TensorFlowJsModel
{
    /// <summary>For people: <c>TensorFlow.js layers model</c>, <c>TensorFlow.js graph model</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The layers; <see langword="null"/>: it is a graph.</summary>
    public KerasModel? Layers { get; init; }

    /// <summary>The graph; <see langword="null"/>: it has layers.</summary>
    public TensorFlowModel? Graph { get; init; }

    /// <summary>What made it and what converted it, as it says; empty: it does not.</summary>
    public string Producer { get; init; } = "";

    /// <summary>Labels and the like that were written into it (<c>userDefinedMetadata</c>), as JSON text; empty: none.</summary>
    public string UserMetadata { get; init; } = "";

    /// <summary>The files that it lies in, <c>model.json</c> first.</summary>
    public required IReadOnlyList<string> Files { get; init; }
}
