using Retrain.Graph;

namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>Which part of a graph becomes a network.</summary>
internal sealed record ImportOptions
{
    /// <summary>What a caller feeds.</summary>
    public required IReadOnlyList<FedTensor> Inputs { get; init; }

    /// <summary>What a caller fetches: name of the output and tensor of the graph.</summary>
    public required IReadOnlyList<(string Name, TensorReference Tensor)> Outputs { get; init; }

    /// <summary>Height of the photos that go in behind a decoder of the graph; <see langword="null"/>: any.</summary>
    public int? DecodedHeight { get; init; }

    /// <summary>Their width.</summary>
    public int? DecodedWidth { get; init; }

    /// <summary>Tensors that have one value from now on: a training flag.</summary>
    public IReadOnlyDictionary<TensorReference, Tensor> Fixed { get; init; } = new Dictionary<TensorReference, Tensor>();
}
