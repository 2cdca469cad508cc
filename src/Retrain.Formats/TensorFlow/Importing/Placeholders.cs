using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>What a node declares of the tensor that is fed to it.</summary>
internal static class Placeholders
{
    /// <summary>Type and shape; each <see langword="null"/> where nothing (or a type that the IR does not have) is declared.</summary>
    public static (ElementType? Type, ImmutableArray<Dimension>? Shape) Declared(NodeDef node)
    {
        ElementType? type = node.Attr.TryGetValue("dtype", out AttrValue? dtype) ? DataTypes.ToElementType(dtype.Type) : null;
        if (node.Op is not ("Placeholder" or "PlaceholderV2" or "PlaceholderWithDefault")
            || !node.Attr.TryGetValue("shape", out AttrValue? shape) || shape.Shape is null || shape.Shape.UnknownRank
            || (shape.Shape.Dim.Count == 0 && IsOld(node)))
        {
            return (type, null);
        }

        return (type, [.. shape.Shape.Dim.Select((d, axis) => d.Size is >= 0 and <= int.MaxValue
            ? new Dimension((int)d.Size)
            : axis == 0 ? Dimension.Photos : Dimension.Open)]);
    }

    /// <summary>Graphs of 2016 wrote an empty shape where they meant none.</summary>
    private static bool IsOld(NodeDef node) =>
        node.Op == "Placeholder" && DataTypes.ToElementType(node.Attr["dtype"].Type) is ElementType.Float32;
}
