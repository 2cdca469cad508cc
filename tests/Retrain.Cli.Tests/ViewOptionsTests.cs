using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Cli.Tests;

/// <summary>What <c>--views</c> takes, and what it refuses before any photo is read.</summary>
public sealed class ViewOptionsTests
{
    [Fact]
    public void From_Views_ReachTheRequest()
    {
        RetrainRequest request = Request("--views stretch224,centre96 --combine_views mean");

        Assert.Equal([new PhotoView("stretch", 224), new PhotoView("centre", 96)], request.Views.Views);
        Assert.Equal(ViewCombination.Mean, request.Views.Combination);
        Assert.Equal(224, request.NetworkOptions.ImageSize);
        Assert.Equal(2432, request.Views.Of(Backbone.Embedded).Features);
    }

    [Fact]
    public void From_NoViews_LeavesTheNetworkAlone()
    {
        RetrainRequest request = Request("--image_size 96");
        Assert.Equal(96, request.NetworkOptions.ImageSize);
        Assert.Same(Backbone.Embedded, request.Views.Of(Backbone.Embedded));
    }

    [Theory]
    [InlineData("--views centre224 --output_graph g.pb --saved_model_dir s")]
    [InlineData("--views centre224 --compat")]
    [InlineData("--views stretch224,centre224 --output_graph g.onnx")]
    [InlineData("--views stretch224,centre224 --compat --output_graph g.onnx")]
    public void From_WhatGoesTogether_IsTaken(string arguments) => Assert.NotEmpty(Request(arguments).Views.Views);

    [Theory]
    [InlineData("--views foo", "--views: 'foo' is no view of a photo")]
    [InlineData("--views centre224,centre224", "centre224 is named twice")]
    [InlineData("--combine_views mean", "name them with --views")]
    [InlineData("--views centre224 --image_size 224", "--views and --image_size exclude each other")]
    [InlineData("--views stretch224,centre224 --output_graph g.pb", "does not go together with --output_graph:")]
    [InlineData("--views stretch224,centre224 --saved_model_dir s", "does not go together with --saved_model_dir:")]
    [InlineData("--views stretch224,centre224 --intermediate_store_frequency 5",
        "does not go together with --intermediate_store_frequency:")]
    [InlineData("--views stretch224,centre224 --compat", "does not go together with --compat (which writes a frozen graph")]
    public void From_WhatDoesNotGo_CostsOneLine(string arguments, string message)
    {
        string fault = Assert.Throws<UsageException>(() => Request(arguments)).Message;
        Assert.Contains(message, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
    }

    private static RetrainRequest Request(string arguments)
    {
        var table = new RetrainOptionTable();
        return RetrainRequest.From(table, table.Parse(["--image_dir", "photos", .. arguments.Split(' ')]), TimeProvider.System);
    }
}
