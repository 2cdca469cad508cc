using Retrain.Graph;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Every layer that is read, by class.</summary>
internal static class KerasLayers
{
    /// <summary>From a use of a layer to the value that comes out.</summary>
    public static IReadOnlyDictionary<string, Func<LayerReader, Value>> Readers { get; } =
        new Dictionary<string, Func<LayerReader, Value>>(StringComparer.Ordinal)
        {
            ["Conv2D"] = ConvolutionLayers.Convolution,
            ["Convolution2D"] = ConvolutionLayers.Convolution,
            ["DepthwiseConv2D"] = ConvolutionLayers.Depthwise,
            ["SeparableConv2D"] = ConvolutionLayers.Separable,
            ["SeparableConvolution2D"] = ConvolutionLayers.Separable,
            ["Conv2DTranspose"] = ConvolutionLayers.Transposed,
            ["Dense"] = CoreLayers.Dense,

            ["MaxPooling2D"] = PoolLayers.Max,
            ["MaxPool2D"] = PoolLayers.Max,
            ["AveragePooling2D"] = PoolLayers.Average,
            ["AvgPool2D"] = PoolLayers.Average,
            ["GlobalAveragePooling2D"] = PoolLayers.GlobalAverage,
            ["GlobalMaxPooling2D"] = PoolLayers.GlobalMax,
            ["GlobalAveragePooling1D"] = PoolLayers.GlobalAverage,
            ["GlobalMaxPooling1D"] = PoolLayers.GlobalMax,

            ["BatchNormalization"] = NormalizationLayers.Batch,
            ["BatchNormalizationV1"] = NormalizationLayers.Batch,
            ["BatchNormalizationV2"] = NormalizationLayers.Batch,
            ["LayerNormalization"] = NormalizationLayers.Layer,
            ["UnitNormalization"] = NormalizationLayers.Unit,
            ["LayerScale"] = NormalizationLayers.Scale,

            ["Activation"] = ActivationLayers.Activation,
            ["ReLU"] = ActivationLayers.Relu,
            ["LeakyReLU"] = ActivationLayers.LeakyRelu,
            ["PReLU"] = ActivationLayers.PRelu,
            ["ELU"] = ActivationLayers.Elu,
            ["ThresholdedReLU"] = ActivationLayers.ThresholdedRelu,
            ["Softmax"] = ActivationLayers.Softmax,

            ["Add"] = MergeLayers.Add,
            ["Subtract"] = MergeLayers.Subtract,
            ["Multiply"] = MergeLayers.Multiply,
            ["Average"] = MergeLayers.Average,
            ["Maximum"] = MergeLayers.Maximum,
            ["Minimum"] = MergeLayers.Minimum,
            ["Concatenate"] = MergeLayers.Concatenate,
            ["CustomScaleLayer"] = MergeLayers.ScaledSum,

            ["Flatten"] = ShapeLayers.Flatten,
            ["Reshape"] = ShapeLayers.Reshape,
            ["Permute"] = ShapeLayers.Permute,
            ["ZeroPadding2D"] = ShapeLayers.Pad,
            ["Cropping2D"] = ShapeLayers.Crop,
            ["UpSampling2D"] = ShapeLayers.UpSample,

            ["Rescaling"] = PreprocessingLayers.Rescale,
            ["Normalization"] = PreprocessingLayers.Normalize,
            ["Resizing"] = PreprocessingLayers.Resize,
            ["CenterCrop"] = PreprocessingLayers.CentreCrop,

            // In training only.
            ["Dropout"] = CoreLayers.Nothing,
            ["SpatialDropout1D"] = CoreLayers.Nothing,
            ["SpatialDropout2D"] = CoreLayers.Nothing,
            ["AlphaDropout"] = CoreLayers.Nothing,
            ["GaussianDropout"] = CoreLayers.Nothing,
            ["GaussianNoise"] = CoreLayers.Nothing,
            ["StochasticDepth"] = CoreLayers.Nothing,
            ["FixedDropout"] = CoreLayers.Nothing,
            ["ActivityRegularization"] = CoreLayers.Nothing,
            ["Identity"] = CoreLayers.Nothing,
            ["RandomBrightness"] = CoreLayers.Nothing,
            ["RandomColorDegeneration"] = CoreLayers.Nothing,
            ["RandomColorJitter"] = CoreLayers.Nothing,
            ["RandomContrast"] = CoreLayers.Nothing,
            ["RandomErasing"] = CoreLayers.Nothing,
            ["RandomFlip"] = CoreLayers.Nothing,
            ["RandomGaussianBlur"] = CoreLayers.Nothing,
            ["RandomGrayscale"] = CoreLayers.Nothing,
            ["RandomHeight"] = CoreLayers.Nothing,
            ["RandomHue"] = CoreLayers.Nothing,
            ["RandomInvert"] = CoreLayers.Nothing,
            ["RandomPerspective"] = CoreLayers.Nothing,
            ["RandomPosterization"] = CoreLayers.Nothing,
            ["RandomRotation"] = CoreLayers.Nothing,
            ["RandomSaturation"] = CoreLayers.Nothing,
            ["RandomSharpness"] = CoreLayers.Nothing,
            ["RandomShear"] = CoreLayers.Nothing,
            ["RandomTranslation"] = CoreLayers.Nothing,
            ["RandomWidth"] = CoreLayers.Nothing,
            ["RandomZoom"] = CoreLayers.Nothing,

            // What Keras 2 makes of x / 127.5, tf.nn.relu6(x) and the like between layers.
            ["TFOpLambda"] = OperationLayers.Function,
            ["SlicingOpLambda"] = OperationLayers.Function,
            ["TensorFlowOpLayer"] = OperationLayers.OldNode,
        };

    /// <summary>What Keras 3 makes of the same: classes of its module for operations.</summary>
    public static bool IsOperation(KerasLayer layer) =>
        layer.Module.Contains(".ops.", StringComparison.Ordinal) || layer.Module.EndsWith(".ops", StringComparison.Ordinal);

    /// <summary>The reader of a layer; <see langword="null"/>: its class is not known.</summary>
    public static Func<LayerReader, Value>? Find(KerasLayer layer)
    {
        if (IsOperation(layer))
        {
            return OperationLayers.Operation;
        }

        // An author's own class may have the name of one of Keras'.
        return layer.RegisteredName.Contains('>', StringComparison.Ordinal)
            && !layer.RegisteredName.StartsWith("keras", StringComparison.OrdinalIgnoreCase)
                ? null
                : Readers.GetValueOrDefault(layer.ClassName);
    }
}
