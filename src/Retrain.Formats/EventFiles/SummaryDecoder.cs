using System.Globalization;
using System.Text;
using Google.Protobuf;
using Retrain.Formats.EventFiles.Schema;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using ParameterValue = Google.Protobuf.WellKnownTypes.Value;
using SummaryValue = Retrain.Formats.EventFiles.Schema.Summary.Types.Value;

namespace Retrain.Formats.EventFiles;

/// <summary>
/// Reads the values of TensorFlow 1 (a field each) and of TensorFlow 2 (tensors, with the panel's name in the metadata). Only a tag's first
/// value need name the panel, so one decoder goes with one file. Nothing leaves it as an exception: what cannot be read is
/// <see cref="SummaryContent.Other"/>.
/// </summary>
internal sealed class SummaryDecoder
{
    /// <summary>Most numbers of a tensor that are looked at.</summary>
    private const int MostNumbers = 1 << 20;

    private readonly Dictionary<string, string> plugins = new(StringComparer.Ordinal);

    /// <summary>What a value says.</summary>
    public SummaryContent Decode(SummaryValue value)
    {
        if (value.Metadata?.PluginData is { PluginName.Length: > 0 } named)
        {
            plugins[value.Tag] = named.PluginName;
        }

        string plugin = plugins.GetValueOrDefault(value.Tag, "");
        if (plugin == Plugins.HyperParameters)
        {
            return HyperParameters(value.Metadata?.PluginData?.Content ?? ByteString.Empty);
        }

        return value.ValueCase switch
        {
            SummaryValue.ValueOneofCase.SimpleValue => new SummaryContent.Scalar(value.SimpleValue),
            SummaryValue.ValueOneofCase.Histo => Distribution(value.Histo),
            SummaryValue.ValueOneofCase.Image =>
                new SummaryContent.Pictures(value.Image.Width, value.Image.Height, [value.Image.EncodedImageString.Memory]),
            SummaryValue.ValueOneofCase.Tensor => OfTensor(value.Tensor, plugin),
            _ => new SummaryContent.Other(plugin.Length > 0 ? plugin : "value of an unknown kind"),
        };
    }

    private static SummaryContent.Distribution Distribution(HistogramProto histogram) =>
        new(histogram.Min, histogram.Max, histogram.Num > 0 ? histogram.Sum / histogram.Num : double.NaN, histogram.Num);

    private static SummaryContent OfTensor(TensorProto tensor, string plugin)
    {
        if (plugin == Plugins.Images && tensor.StringVal.Count >= 2)
        {
            return new SummaryContent.Pictures(
                Whole(tensor.StringVal[0]), Whole(tensor.StringVal[1]), [.. tensor.StringVal.Skip(2).Select(s => s.Memory)]);
        }

        if (tensor.Dtype == DataType.DtString)
        {
            return plugin is Plugins.Text or ""
                ? new SummaryContent.Texts([.. tensor.StringVal.Select(s => Encoding.UTF8.GetString(s.Span))])
                : new SummaryContent.Other(plugin);
        }

        double[]? numbers = Numbers(tensor, out int rank);
        return numbers switch
        {
            { Length: 1 } when plugin is Plugins.Scalars or "" => new SummaryContent.Scalar(numbers[0]),
            not null when plugin == Plugins.Histograms && rank == 2 && numbers.Length % 3 == 0 => Buckets(numbers),
            _ => new SummaryContent.Other(plugin.Length > 0 ? plugin : "tensor"),
        };
    }

    /// <summary>Rows of left edge, right edge, count.</summary>
    private static SummaryContent.Distribution Buckets(double[] rows)
    {
        double count = 0;
        double sum = 0;
        for (int i = 0; i < rows.Length; i += 3)
        {
            count += rows[i + 2];
            sum += (rows[i] + rows[i + 1]) / 2 * rows[i + 2];
        }

        return count > 0
            ? new SummaryContent.Distribution(rows[0], rows[^2], sum / count, count)
            : new SummaryContent.Distribution(double.NaN, double.NaN, double.NaN, 0);
    }

    private static double[]? Numbers(TensorProto proto, out int rank)
    {
        rank = proto.TensorShape?.Dim.Count ?? 0;
        try
        {
            long length = 1;
            foreach (TensorShapeProto.Types.Dim dim in proto.TensorShape?.Dim ?? [])
            {
                length = dim.Size is >= 0 and <= MostNumbers ? length * dim.Size : MostNumbers + 1L;
                if (length > MostNumbers)
                {
                    return null;
                }
            }

            Tensor tensor = TensorProtos.Read(proto);
            return tensor.Type switch
            {
                ElementType.Float32 => Wide<float>(tensor),
                ElementType.Float64 => Wide<double>(tensor),
                ElementType.Int32 => Wide<int>(tensor),
                ElementType.Int64 => Wide<long>(tensor),
                ElementType.UInt8 => Wide<byte>(tensor),
                _ => null,
            };
        }
        catch (Exception fault) when (fault is TensorFlowFormatException or GraphException)
        {
            return null;
        }
    }

    private static double[] Wide<T>(Tensor tensor)
        where T : struct, System.Numerics.INumber<T> => [.. tensor.Span<T>().ToArray().Select(double.CreateChecked)];

    private static SummaryContent HyperParameters(ByteString content)
    {
        try
        {
            HParamsPluginData data = HParamsPluginData.Parser.ParseFrom(content);
            return new SummaryContent.HyperParameters(
                [.. (data.SessionStartInfo?.Hparams ?? []).Select(p => KeyValuePair.Create(p.Key, Text(p.Value)))
                    .OrderBy(p => p.Key, StringComparer.Ordinal)]);
        }
        catch (InvalidProtocolBufferException)
        {
            return new SummaryContent.Other(Plugins.HyperParameters);
        }
    }

    private static string Text(ParameterValue? value) => value?.KindCase switch
    {
        ParameterValue.KindOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        ParameterValue.KindOneofCase.NumberValue => value.NumberValue.ToString(CultureInfo.InvariantCulture),
        ParameterValue.KindOneofCase.StringValue => value.StringValue,
        _ => "",
    };

    private static int Whole(ByteString text) =>
        int.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0;
}
