using Google.FlatBuffers;
using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Writing;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Schema = Retrain.Formats.TensorFlowLite.Schema;

namespace Retrain.Formats.Tests.TensorFlowLite.Writing;

public sealed class LiteMetadataWriterTests
{
    private static readonly LiteMetadata About = new()
    {
        Name = "flowers",
        Description = "Names flowers.",
        Version = "3",
        Licence = "Apache-2.0",
        Mean = 127.5f,
        Std = 127.5f,
        Labels = ["daisy", "büschelrose", "tulip"],
        Texts = new Dictionary<string, string> { ["retrain"] = "{\"size\":8}", ["another"] = "text" },
    };

    [Fact]
    public void Write_Metadata_IsReadBack()
    {
        LiteMetadata read = LiteMetadataReader.Read(LiteModel.Read(Write(About)))!;
        Assert.Equal(
            (About.Name, About.Description, About.Version, About.Licence), (read.Name, read.Description, read.Version, read.Licence));
        Assert.Equal((127.5f, 127.5f), (read.Mean, read.Std));
        Assert.Equal(About.Labels, read.Labels);
        Assert.Equal(About.Texts.OrderBy(t => t.Key), read.Texts.OrderBy(t => t.Key));
    }

    [Fact]
    public void Write_ChannelsOfTheirOwn_AreReadBack()
    {
        (float, float)[] channels = [(123.7f, 58.4f), (116.3f, 57.1f), (103.5f, 57.4f)];
        LiteMetadata read = LiteMetadataReader.Read(LiteModel.Read(Write(About with { Channels = channels })))!;
        Assert.Equal(channels, read.Channels);
    }

    [Fact]
    public void Write_Metadata_SaysWhatThatOfTensorFlowsToolsSays()
    {
        Schema.ModelMetadata ours = Metadata(Write(About));
        Schema.ModelMetadata theirs = Metadata(new LiteCase("float_metadata").Bytes);
        Assert.Equal(theirs.MinParserVersion, ours.MinParserVersion);
        Schema.TensorMetadata a = ours.SubgraphMetadata(0)!.Value.InputTensorMetadata(0)!.Value;
        Schema.TensorMetadata b = theirs.SubgraphMetadata(0)!.Value.InputTensorMetadata(0)!.Value;
        Assert.Equal(b.Content!.Value.ContentPropertiesType, a.Content!.Value.ContentPropertiesType);
        Assert.Equal(b.Content.Value.ContentPropertiesAsImageProperties().ColorSpace,
            a.Content.Value.ContentPropertiesAsImageProperties().ColorSpace);
        Assert.Equal(b.ProcessUnits(0)!.Value.OptionsAsNormalizationOptions().GetMeanArray(),
            a.ProcessUnits(0)!.Value.OptionsAsNormalizationOptions().GetMeanArray());
        Assert.Equal(b.Stats!.Value.GetMinArray(), a.Stats!.Value.GetMinArray());
        Assert.Equal(b.Stats.Value.GetMaxArray(), a.Stats.Value.GetMaxArray());
        Schema.TensorMetadata scores = ours.SubgraphMetadata(0)!.Value.OutputTensorMetadata(0)!.Value;
        Schema.TensorMetadata theirScores = theirs.SubgraphMetadata(0)!.Value.OutputTensorMetadata(0)!.Value;
        Assert.Equal(theirScores.Content!.Value.ContentPropertiesType, scores.Content!.Value.ContentPropertiesType);
        Assert.Equal(theirScores.AssociatedFiles(0)!.Value.Type, scores.AssociatedFiles(0)!.Value.Type);
        Assert.Equal("labels.txt", scores.AssociatedFiles(0)!.Value.Name);
    }

    [Fact]
    public void Write_Labels_LieUncompressedAtTheirPlaceInTheFile()
    {
        byte[] file = Write(About);
        byte[] labels = "daisy\nbüschelrose\ntulip\n"u8.ToArray();
        int place = file.AsSpan().IndexOf(labels);
        Assert.True(place > 0);

        // The end record's last fields: place of the directory, which has the place of the entry in its own last but one field.
        int directory = BitConverter.ToInt32(file, file.Length - 6);
        Assert.Equal(0x02014b50, BitConverter.ToInt32(file, directory));
        int entry = BitConverter.ToInt32(file, directory + 42);
        Assert.Equal(0x04034b50, BitConverter.ToInt32(file, entry));
        Assert.Equal(0, BitConverter.ToInt16(file, entry + 8));
    }

    [Fact]
    public void Write_WithoutLabels_HasNoArchive()
    {
        byte[] file = Write(About with { Labels = [] });
        Assert.True(file.AsSpan().IndexOf("PK\u0003\u0004"u8) < 0);
        Assert.Empty(LiteMetadataReader.Read(LiteModel.Read(file))!.Labels);
    }

    [Fact]
    public void Write_Runtime_IsTheFirstThatKnowsAllOperators()
    {
        LiteModel model = LiteModel.Read(Write(About));
        (string _, int buffer) = model.Metadata.Single(m => m.Name == "min_runtime_version");
        Assert.Equal("1.6.0\0\0\0\0\0\0\0\0\0\0\0"u8.ToArray(), model.Buffer(buffer).ToArray());
    }

    [Theory]
    [InlineData("float32_mobilenet_v2")]
    [InlineData("int8_io_uint8")]
    public void Write_RecordedModelWithMetadata_IsReadBack(string name)
    {
        LiteMetadata about = About with { Labels = ["daisy", "dandelion", "roses", "sunflowers", "tulips"] };
        byte[] file = LiteWriter.Write(LiteNetworkReader.Read(new LiteCase(name).Model), new LiteWriterOptions { Metadata = about });
        Assert.Equal(about.Labels, LiteMetadataReader.Read(LiteModel.Read(file))!.Labels);
    }

    private static byte[] Write(LiteMetadata metadata)
    {
        var builder = new NetworkBuilder();
        Value x = builder.Input("image", ElementType.Float32, Dimension.Photos, 8, 8, 3);
        Value mean = builder.Add("mean", new Reduce(ReduceKind.Mean, [1, 2], false), x);
        return LiteWriter.Write(builder.Build(new NetworkOutput("scores", builder.Add("softmax", new Softmax(1), mean))),
            new LiteWriterOptions { Metadata = metadata });
    }

    private static Schema.ModelMetadata Metadata(byte[] file)
    {
        LiteModel model = LiteModel.Read(file);
        byte[] content = model.Buffer(model.Metadata.Single(m => m.Name == "TFLITE_METADATA").Buffer).ToArray();
        return Schema.ModelMetadata.GetRootAsModelMetadata(new ByteBuffer(content));
    }
}
