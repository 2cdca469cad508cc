using Retrain.Quantizing;

namespace Retrain.Exports;

/// <summary>What a model file holds. Immutable.</summary>
public sealed record ModelReport
{
    /// <summary>The file or folder.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// For people: <c>frozen graph</c>, <c>SavedModel (TensorFlow 2)</c>, <c>TensorFlow Hub module (TF1)</c>, <c>ONNX model</c>, <c>model
    /// of retrain (ONNX)</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>Bytes on the disk: of the file, or of all files in the folder.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Which program wrote it, as the file says; empty: it does not.</summary>
    public string Producer { get; init; } = "";

    /// <summary>Version of ONNX's operators that the nodes mean; <see langword="null"/>: no ONNX model.</summary>
    public long? Opset { get; init; }

    /// <summary>
    /// Version of TensorFlow's graphs in its own count (26: TensorFlow 1.7, 134: 1.15, above 1,000: 2.x); <see langword="null"/>: not
    /// said, or no TensorFlow graph.
    /// </summary>
    public int? GraphVersion { get; init; }

    /// <summary>Tags of each graph of a SavedModel or module; empty for other files.</summary>
    public IReadOnlyList<IReadOnlyList<string>> TagSets { get; init; } = [];

    /// <summary>Ways to call the model; an ONNX file has one without a name, a bare graph none.</summary>
    public IReadOnlyList<ReportedSignature> Signatures { get; init; } = [];

    /// <summary>The image input that is used; <see langword="null"/>: none could be chosen, see <see cref="Problem"/>.</summary>
    public ReportedValue? Input { get; init; }

    /// <summary>Height of the input in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Width of the input in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>
    /// Whether the model takes pictures of any size; <see cref="Height"/> and <see cref="Width"/> are then those that <see
    /// cref="MultiplyAdds"/> was counted at.
    /// </summary>
    public bool TakesAnySize { get; init; }

    /// <summary>Value of a white pixel in the input, as far as the file tells: 1, or 255 where it takes bytes.</summary>
    public float White { get; init; } = 1;

    /// <summary>Value of a black pixel in the input, as far as the file tells: 0, or -1.</summary>
    public float Black { get; init; }

    /// <summary>
    /// The pictures of each photo that a model of retrain takes, where it takes several; <see cref="Input"/> is then the first one's.
    /// </summary>
    public IReadOnlyList<ReportedView> Views { get; init; } = [];

    /// <summary>
    /// How the features of <see cref="Views"/> are combined: <c>join</c> or <c>mean</c>; <see langword="null"/>: one view.
    /// </summary>
    public string? CombineViews { get; init; }

    /// <summary>The output that is used.</summary>
    public ReportedValue? Output { get; init; }

    /// <summary>Length of the output's last axis: number of features or classes; <see langword="null"/>: not known.</summary>
    public int? OutputLength { get; init; }

    /// <summary>Class names that the file carries (or its JSON file beside it); <see langword="null"/>: none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Licence that the file names; <see langword="null"/>: none.</summary>
    public string? Licence { get; init; }

    /// <summary>What the file says about itself in words: <c>name</c>, <c>description</c>, <c>pixels</c>; empty: nothing.</summary>
    public IReadOnlyDictionary<string, string> About { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The file's operators by name and number of nodes: those that the output needs, of the whole graph where no output could be chosen.
    /// Functions count once.
    /// </summary>
    public IReadOnlyDictionary<string, int> Operators { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// Numbers that the output needs and that the file holds: weights, biases, statistics; those of floating-point or quantised type.
    /// </summary>
    public long Parameters { get; init; }

    /// <summary>Bytes of the weights in memory, as they are run.</summary>
    public long WeightBytes { get; init; }

    /// <summary>
    /// Multiplications and additions (a pair counts as one) of convolutions and matrix products for one photo; <see langword="null"/>:
    /// not known.
    /// </summary>
    public long? MultiplyAdds { get; init; }

    /// <summary>Whether it computes with whole numbers inside.</summary>
    public bool IsQuantized { get; init; }

    /// <summary>Whether it was trained for whole numbers (fake quantisation).</summary>
    public bool IsFakeQuantized { get; init; }

    /// <summary>What is to be expected of it on whole numbers; <see langword="null"/>: its network could not be read.</summary>
    public QuantizingOutlook? Quantizing { get; init; }

    /// <summary>
    /// Layers that features can be taken from (<c>--feature_layer</c>): the last of each size, in the network's order; empty: none.
    /// </summary>
    public IReadOnlyList<ReportedValue> Layers { get; init; } = [];

    /// <summary>Number of all such layers.</summary>
    public int LayerCount { get; init; }

    /// <summary>Every node that stands in the way of a conversion; empty: none.</summary>
    public IReadOnlyList<UnsupportedOperation> Unsupported { get; init; } = [];

    /// <summary>
    /// Why nothing can be said of input, output and cost: what is broken, or which choice has to be made; <see langword="null"/>: all is
    /// well.
    /// </summary>
    public string? Problem { get; init; }

    /// <summary>Whether the model can be converted as it is.</summary>
    public bool IsSupported => Problem is null && Unsupported.Count == 0 && Views.Count == 0;
}
