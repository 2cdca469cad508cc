namespace Retrain.Prediction;

/// <summary>
/// What a model's file does not say or says otherwise. A model of this program needs none of it; for other ONNX image classifiers most is
/// found in the file.
/// </summary>
public sealed record PredictorOptions
{
    /// <summary>
    /// A text file with one label a line, in output order. Default: the names inside the model, else <c>labels.txt</c> beside it.
    /// </summary>
    public string? Labels { get; init; }

    /// <summary>Name of the image input. Default: the only input with four axes.</summary>
    public string? InputLayer { get; init; }

    /// <summary>Name of the output with the scores; any value inside the graph will do. Default: the only float output.</summary>
    public string? OutputLayer { get; init; }

    /// <summary>Input width in pixels, 1 to 16384. Default: the model's.</summary>
    public int? Width { get; init; }

    /// <summary>Input height in pixels, 1 to 16384. Default: the model's.</summary>
    public int? Height { get; init; }

    /// <summary>
    /// Input = (pixel - mean) / std after the resize, pixels 0 to 255. Default: as the model was trained, 0 to 1 for foreign models; 0
    /// where only <see cref="Std"/> is given.
    /// </summary>
    public float? Mean { get; init; }

    /// <summary>See <see cref="Mean"/>; not 0. Default 255 where only the mean is given.</summary>
    public float? Std { get; init; }

    /// <summary>Decode as the original: EXIF orientation ignored, alpha dropped. Default: as the model was trained.</summary>
    public bool Compat { get; init; }

    /// <summary>
    /// Photos worked on at once by <see cref="Predictor.PredictManyAsync(IAsyncEnumerable{string}, CancellationToken)"/>. Default 0: as
    /// many as this process may use cores. Results do not depend on it.
    /// </summary>
    public int Workers { get; init; }
}
