using Retrain.Photos;
using Retrain.Photos.Decoding;

namespace Retrain.Tests.Photos;

public sealed class FileBufferTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public void Read_OneFileAfterAnother_HoldsTheLast(int length)
    {
        byte[] content = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
        var buffer = new FileBuffer();
        Assert.Null(buffer.Read(folder.Write("first", new byte[length + 1000])));
        Assert.Null(buffer.Read(folder.Write("second", content)));
        Assert.Equal(content, buffer.Content.ToArray());
    }

    [Fact]
    public void Read_FileAtTheLimit_IsReadAndOneByteMoreIsNot()
    {
        var buffer = new FileBuffer(largestFile: 2 << 20);
        Assert.Null(buffer.Read(folder.Write("just", new byte[2 << 20])));
        Assert.Equal(2 << 20, buffer.Content.Length);
        Assert.Equal(new PhotoProblem(ProblemKind.TooLarge, "file of more than 2 MB"),
            buffer.Read(folder.Write("over", new byte[(2 << 20) + 1])));
        Assert.True(buffer.Content.IsEmpty);
    }

    [Fact]
    public void Read_WhatIsNoFile_SaysWhyAndKeepsNothing()
    {
        var buffer = new FileBuffer();
        Assert.Null(buffer.Read(folder.Write("photo", new byte[9])));
        Assert.Equal(new PhotoProblem(ProblemKind.Unreadable, "no such file"), buffer.Read(folder["none.jpg"]));
        Assert.Equal(new PhotoProblem(ProblemKind.Unreadable, "no such file"), buffer.Read(folder["none", "none.jpg"]));
        Assert.Equal(new PhotoProblem(ProblemKind.Unreadable, "a folder, not a file"), buffer.Read(folder[""]));
        Assert.Equal(ProblemKind.Unreadable, buffer.Read("a\0b")!.Value.Kind);
        Assert.True(buffer.Content.IsEmpty);
    }

    [Fact]
    public void Unreadable_OtherFault_IsTheSystemsMessageOnOneLine() =>
        Assert.Equal(
            new PhotoProblem(ProblemKind.Unreadable, "The disk is tired and sleeps"),
            FileBuffer.Unreadable(folder["x"], new IOException("The disk is tired\nand sleeps.")));
}
