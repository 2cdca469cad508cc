namespace Retrain.Formats.Onnx;

/// <summary>What a written file says about itself.</summary>
internal sealed record OnnxWriterOptions
{
    /// <summary>Name of the program that made it.</summary>
    public string Producer { get; init; } = "retrain";

    /// <summary>Version of that program; empty: not written.</summary>
    public string ProducerVersion { get; init; } = "";

    /// <summary>Name of the graph.</summary>
    public string GraphName { get; init; } = "network";

    /// <summary>Metadata properties, written in ordinal order of their keys.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
