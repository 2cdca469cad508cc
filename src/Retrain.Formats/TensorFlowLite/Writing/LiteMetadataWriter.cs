using System.IO.Compression;
using System.Text;
using Google.FlatBuffers;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>What a file says about its input and output, in the form that image classifiers of MediaPipe read.</summary>
internal static class LiteMetadataWriter
{
    /// <summary>Name of the model's metadata entry that holds it.</summary>
    public const string BufferName = "TFLITE_METADATA";

    /// <summary>Name of the list of class names within the file.</summary>
    public const string LabelFile = "labels.txt";

    /// <summary>First version of the schema, which has all that is said here.</summary>
    private const string ParserVersion = "1.0.0";

    private const float BrightestPixel = 255;

    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The metadata buffer.</summary>
    /// <param name="metadata">What to say.</param>
    /// <param name="inputs">Names of the inputs; the first one is the picture.</param>
    /// <param name="outputs">Names of the outputs; the first one has the scores.</param>
    public static byte[] Write(
        LiteMetadata metadata, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        var builder = new FlatBufferBuilder(1024);
        VectorOffset inputList = Schema.SubGraphMetadata.CreateInputTensorMetadataVector(
            builder, [.. inputs.Select((input, i) => i == 0 ? Picture(builder, metadata, input) : Other(builder, input))]);
        VectorOffset outputList = Schema.SubGraphMetadata.CreateOutputTensorMetadataVector(
            builder, [.. outputs.Select((output, i) => i == 0 ? Scores(builder, metadata, output) : Other(builder, output))]);
        VectorOffset graphs = Schema.ModelMetadata.CreateSubgraphMetadataVector(
            builder, [Schema.SubGraphMetadata.CreateSubGraphMetadata(
                builder, input_tensor_metadataOffset: inputList, output_tensor_metadataOffset: outputList)]);
        Offset<Schema.ModelMetadata> model = Schema.ModelMetadata.CreateModelMetadata(
            builder, Text(builder, metadata.Name), Text(builder, metadata.Description), Text(builder, metadata.Version), graphs,
            licenseOffset: Text(builder, metadata.Licence), min_parser_versionOffset: builder.CreateString(ParserVersion));
        Schema.ModelMetadata.FinishModelMetadataBuffer(builder, model);
        return builder.SizedByteArray();
    }

    /// <summary>
    /// The model with the class names as a zip archive behind it: uncompressed, since readers map it into memory, with places counted from
    /// the start of the file.
    /// </summary>
    public static byte[] Attach(byte[] model, LiteMetadata metadata)
    {
        using var memory = new MemoryStream();
        memory.Write(model);
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            ZipArchiveEntry entry = zip.CreateEntry(LabelFile, CompressionLevel.NoCompression);
            entry.LastWriteTime = Epoch;
            using Stream content = entry.Open();
            content.Write(Encoding.UTF8.GetBytes(string.Join('\n', metadata.Labels) + "\n"));
        }

        return memory.ToArray();
    }

    private static Offset<Schema.TensorMetadata> Picture(FlatBufferBuilder builder, LiteMetadata metadata, string input)
    {
        StringOffset name = builder.CreateString(input);
        StringOffset description = builder.CreateString("Photo to be classified.");
        Offset<Schema.ImageProperties> picture = Schema.ImageProperties.CreateImageProperties(builder, Schema.ColorSpaceType.RGB);
        Offset<Schema.Content> content =
            Schema.Content.CreateContent(builder, Schema.ContentProperties.ImageProperties, picture.Value);
        (float Mean, float Std)[] channels = metadata.Channels.Count > 0 ? [.. metadata.Channels] : [(metadata.Mean, metadata.Std)];
        VectorOffset mean = Schema.NormalizationOptions.CreateMeanVector(builder, [.. channels.Select(c => c.Mean)]);
        VectorOffset std = Schema.NormalizationOptions.CreateStdVector(builder, [.. channels.Select(c => c.Std)]);
        Offset<Schema.NormalizationOptions> options = Schema.NormalizationOptions.CreateNormalizationOptions(builder, mean, std);
        VectorOffset units = Schema.TensorMetadata.CreateProcessUnitsVector(
            builder, [Schema.ProcessUnit.CreateProcessUnit(builder, Schema.ProcessUnitOptions.NormalizationOptions, options.Value)]);
        Offset<Schema.Stats> stats = Range(
            builder, [.. channels.Select(c => (0 - c.Mean) / c.Std)], [.. channels.Select(c => (BrightestPixel - c.Mean) / c.Std)]);
        return Schema.TensorMetadata.CreateTensorMetadata(
            builder, name, description, contentOffset: content, process_unitsOffset: units, statsOffset: stats);
    }

    private static Offset<Schema.TensorMetadata> Scores(FlatBufferBuilder builder, LiteMetadata metadata, string output)
    {
        StringOffset name = builder.CreateString(output);
        StringOffset description = builder.CreateString("A score for each class.");
        Offset<Schema.Content> content = Features(builder);
        Offset<Schema.Stats> stats = Range(builder, [0], [1]);
        VectorOffset files = default;
        if (metadata.Labels.Count > 0)
        {
            StringOffset file = builder.CreateString(LabelFile);
            StringOffset about = builder.CreateString("Names of the classes.");
            files = Schema.TensorMetadata.CreateAssociatedFilesVector(builder, [Schema.AssociatedFile.CreateAssociatedFile(
                builder, file, about, Schema.AssociatedFileType.TENSOR_AXIS_LABELS)]);
        }

        return Schema.TensorMetadata.CreateTensorMetadata(
            builder, name, description, contentOffset: content, statsOffset: stats, associated_filesOffset: files);
    }

    private static Offset<Schema.TensorMetadata> Other(FlatBufferBuilder builder, string name)
    {
        StringOffset text = builder.CreateString(name);
        return Schema.TensorMetadata.CreateTensorMetadata(builder, text, contentOffset: Features(builder));
    }

    private static Offset<Schema.Content> Features(FlatBufferBuilder builder)
    {
        Schema.FeatureProperties.StartFeatureProperties(builder);
        Offset<Schema.FeatureProperties> features = Schema.FeatureProperties.EndFeatureProperties(builder);
        return Schema.Content.CreateContent(builder, Schema.ContentProperties.FeatureProperties, features.Value);
    }

    private static Offset<Schema.Stats> Range(FlatBufferBuilder builder, float[] min, float[] max)
    {
        VectorOffset most = Schema.Stats.CreateMaxVector(builder, max);
        VectorOffset least = Schema.Stats.CreateMinVector(builder, min);
        return Schema.Stats.CreateStats(builder, most, least);
    }

    private static StringOffset Text(FlatBufferBuilder builder, string text) => text.Length > 0 ? builder.CreateString(text) : default;
}
