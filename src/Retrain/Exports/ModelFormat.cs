namespace Retrain.Exports;

/// <summary>What a model can be converted to.</summary>
public enum ModelFormat
{
    /// <summary>An ONNX file, <c>.onnx</c>.</summary>
    Onnx,

    /// <summary>A frozen TensorFlow graph, <c>.pb</c>.</summary>
    FrozenGraph,

    /// <summary>The folder of a TensorFlow SavedModel.</summary>
    SavedModel,
}
