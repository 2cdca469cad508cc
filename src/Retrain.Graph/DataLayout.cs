namespace Retrain.Graph;

/// <summary>Order of the axes of a batch of images.</summary>
internal enum DataLayout
{
    /// <summary>[N, H, W, C], as TensorFlow and TensorFlow Lite.</summary>
    ChannelsLast,

    /// <summary>[N, C, H, W], as ONNX.</summary>
    ChannelsFirst,
}
