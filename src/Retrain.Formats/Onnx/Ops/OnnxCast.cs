using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Cast.</summary>
internal static class OnnxCast
{
    /// <summary>Reads a Cast; those between float32 and the halves are nothing here.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node)
    {
        ElementType to = OnnxElements.FromOnnx(node.Int("to", 0));
        Value x = node.Input(0);
        return to == x.Fact.Type ? [x] : node.Result(new Cast(to), x);
    }

    /// <summary>Writes a Cast.</summary>
    public static void Write(OnnxNodeWriter node) =>
        node.Result("Cast", [node.Input(0)], OnnxAttributes.Int("to", (long)OnnxElements.ToOnnx(((Cast)node.Operator).To)));
}
