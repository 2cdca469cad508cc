using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Where.</summary>
internal static class OnnxSelect
{
    /// <summary>Reads a Where.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node) => node.Result(new Select(), node.Input(0), node.Input(1), node.Input(2));

    /// <summary>Writes a Where.</summary>
    public static void Write(OnnxNodeWriter node) => node.Result("Where", [node.Input(0), node.Input(1), node.Input(2)]);
}
