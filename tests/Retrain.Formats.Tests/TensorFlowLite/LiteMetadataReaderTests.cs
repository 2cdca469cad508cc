using System.IO.Compression;
using Retrain.Formats.TensorFlowLite;

namespace Retrain.Formats.Tests.TensorFlowLite;

public sealed class LiteMetadataReaderTests
{
    [Theory]
    [InlineData("float_metadata")]
    [InlineData("uint8_metadata")]
    public void Read_FileOfModelMaker_HasNormalizationAndLabels(string name)
    {
        LiteMetadata metadata = LiteMetadataReader.Read(new LiteCase(name).Model)!;
        Assert.Equal("ImageClassifier", metadata.Name);
        Assert.True(metadata.HasNormalization);
        Assert.Equal((127.5f, 127.5f), (metadata.Mean, metadata.Std));
        Assert.Empty(metadata.Channels);
        Assert.Equal(["daisy", "dandelion", "roses", "sunflowers", "túlip"], metadata.Labels);
        Assert.Empty(metadata.Texts);
    }

    [Fact]
    public void Read_FileWithoutMetadata_IsNull() => Assert.Null(LiteMetadataReader.Read(new LiteCase("float32_mobilenet_v2").Model));

    [Fact]
    public void Open_ArchiveWithPlacesOfItsOwn_IsFoundToo()
    {
        byte[] archive = Archive(("labels.txt", "a\nb\n"));
        Assert.Equal("a\nb\n", LiteArchive.Open((byte[])[1, 2, 3, .. archive]).Text("labels.txt"));
    }

    [Fact]
    public void Open_TextBeyondTheLimit_IsLeftOut()
    {
        byte[] archive = Archive(("huge.txt", new string('x', 17 << 20)), ("labels.txt", "a"));
        Assert.Equal(["labels.txt"], LiteArchive.Open(archive).Names);
    }

    [Fact]
    public void Open_DamagedArchive_IsRefused()
    {
        byte[] archive = Archive(("labels.txt", "a"));
        archive.AsSpan(0, 40).Clear();
        Assert.Throws<LiteFormatException>(() => LiteArchive.Open(archive));
    }

    private static byte[] Archive(params (string Name, string Text)[] files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return memory.ToArray();
    }
}
