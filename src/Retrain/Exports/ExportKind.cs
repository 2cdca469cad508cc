namespace Retrain.Exports;

/// <summary>A form in which a trained model is exported.</summary>
public enum ExportKind
{
    /// <summary>TensorFlow Lite, float32: <c>model.tflite</c>.</summary>
    Lite,

    /// <summary>TensorFlow Lite, weights in float16: <c>model_float16.tflite</c>.</summary>
    LiteFloat16,

    /// <summary>TensorFlow Lite, weights in int8, activations rounded by the runtime: <c>model_dynamic.tflite</c>.</summary>
    LiteDynamic,

    /// <summary>TensorFlow Lite on whole numbers of 8 bits throughout: <c>model_int8.tflite</c>. Needs photos.</summary>
    LiteInt8,

    /// <summary>TensorFlow.js graph model, float32: the folder <c>tfjs</c>.</summary>
    TensorFlowJs,

    /// <summary>TensorFlow.js graph model, weights in float16: the folder <c>tfjs_float16</c>.</summary>
    TensorFlowJsFloat16,

    /// <summary>ONNX, float32: <c>model.onnx</c>.</summary>
    Onnx,

    /// <summary>ONNX with quantising and dequantising nodes, which runtimes turn into whole numbers: <c>model_int8.onnx</c>. Needs photos.</summary>
    OnnxInt8,

    /// <summary>TensorFlow's SavedModel: the folder <c>saved_model</c>.</summary>
    SavedModel,

    /// <summary>Frozen TensorFlow graph: <c>model.pb</c>.</summary>
    FrozenGraph,
}
