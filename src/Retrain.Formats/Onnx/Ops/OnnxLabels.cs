using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>What classifiers of scikit-learn and Custom Vision end with. The class names are read as labels (OnnxClassNames).</summary>
internal static class OnnxLabels
{
    /// <summary>Reads a ZipMap, which puts names to scores: the scores.</summary>
    public static ImmutableArray<Value> ReadZipMap(OnnxNodeReader node) => [node.Input(0)];

    /// <summary>Reads an ArrayFeatureExtractor: columns of a table; a list counts as its only row.</summary>
    public static ImmutableArray<Value> ReadColumns(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        Value places = node.Step("places", new Reshape(), node.Input(1), node.List("list", -1));
        return x.Fact.Rank switch
        {
            0 => throw new GraphException("a number has no columns"),
            1 => node.Result(new Gather(1), node.Step("row", new ExpandDims([0]), x), places),
            _ => node.Result(new Gather(x.Fact.Rank - 1), x, places),
        };
    }
}
