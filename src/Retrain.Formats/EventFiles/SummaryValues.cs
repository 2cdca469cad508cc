using System.Globalization;
using Google.Protobuf;
using Retrain.Formats.EventFiles.Schema;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.EventFiles;

/// <summary>
/// Values of summaries: scalars and histograms in the form of TensorFlow 1, which all of TensorBoard's panels read; pictures, text and
/// hyper-parameters as TensorFlow 2 writes them.
/// </summary>
internal static class SummaryValues
{
    /// <summary>A number.</summary>
    public static Summary.Types.Value Scalar(string tag, float value) => new() { Tag = tag, SimpleValue = value };

    /// <summary>A histogram.</summary>
    public static Summary.Types.Value Distribution(string tag, Histogram histogram) => new() { Tag = tag, Histo = histogram.ToProto() };

    /// <summary>A picture: a list of width, height, and the file.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="png">The picture as PNG.</param>
    public static Summary.Types.Value Image(string tag, int width, int height, byte[] png) => new()
    {
        Tag = tag,
        Metadata = Metadata(Plugins.Images),
        Tensor = new TensorProto
        {
            Dtype = DataType.DtString,
            TensorShape = Shape(3),
            StringVal =
            {
                ByteString.CopyFromUtf8(width.ToString(CultureInfo.InvariantCulture)),
                ByteString.CopyFromUtf8(height.ToString(CultureInfo.InvariantCulture)),
                ByteString.CopyFrom(png),
            },
        },
    };

    /// <summary>Text in Markdown.</summary>
    public static Summary.Types.Value Text(string tag, string markdown) => new()
    {
        Tag = tag,
        Metadata = Metadata(Plugins.Text),
        Tensor = new TensorProto
        {
            Dtype = DataType.DtString,
            TensorShape = new TensorShapeProto(),
            StringVal = { ByteString.CopyFromUtf8(markdown) },
        },
    };

    /// <summary>Hyper-parameters; all that counts lies in the metadata.</summary>
    public static Summary.Types.Value HyperParameters(string tag, HParamsPluginData data) => new()
    {
        Tag = tag,
        Metadata = Metadata(Plugins.HyperParameters, data.ToByteString()),
        Tensor = new TensorProto { Dtype = DataType.DtFloat, TensorShape = Shape(0) },
    };

    private static SummaryMetadata Metadata(string plugin, ByteString? content = null) =>
        new() { PluginData = new SummaryMetadata.Types.PluginData { PluginName = plugin, Content = content ?? ByteString.Empty } };

    private static TensorShapeProto Shape(long length) =>
        new() { Dim = { new TensorShapeProto.Types.Dim { Size = length } } };
}
