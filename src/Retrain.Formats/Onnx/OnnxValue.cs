using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Onnx;

/// <summary>An input or output of a model as its file declares it.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="ElementType"><see langword="null"/>: no tensor (a sequence, a map), or not declared.</param>
/// <param name="Shape"><see langword="null"/>: not even the number of axes is declared.</param>
internal sealed record OnnxValue(string Name, TensorProto.Types.DataType? ElementType, IReadOnlyList<OnnxDimension>? Shape)
{
    /// <summary>Reads a declaration.</summary>
    public static OnnxValue From(ValueInfoProto value)
    {
        if (value.Type?.ValueCase != TypeProto.ValueOneofCase.TensorType)
        {
            return new OnnxValue(value.Name, null, null);
        }

        TypeProto.Types.Tensor tensor = value.Type.TensorType;
        return new OnnxValue(
            value.Name,
            tensor.HasElemType ? (TensorProto.Types.DataType)tensor.ElemType : null,
            tensor.Shape is null ? null : [.. tensor.Shape.Dim.Select(OnnxDimension.From)]);
    }

    /// <summary>Writes a declaration.</summary>
    public static ValueInfoProto Declare(string name, TensorProto.Types.DataType elementType, params ReadOnlySpan<OnnxDimension> shape)
    {
        var shapeProto = new TensorShapeProto();
        foreach (OnnxDimension dimension in shape)
        {
            shapeProto.Dim.Add(dimension.ToProto());
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)elementType, Shape = shapeProto } },
        };
    }

    /// <summary>For messages: <c>images float [N, 3, 224, 224]</c>.</summary>
    public override string ToString() =>
        ElementType is null
            ? Name + " (no tensor)"
            : $"{Name} {ElementType.Value.ToString().ToLowerInvariant()} [{(Shape is null ? "..." : string.Join(", ", Shape))}]";
}
