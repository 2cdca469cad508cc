using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Onnx;

/// <summary>The length of one axis: a number, or open (then perhaps with a name, by which equal lengths are known).</summary>
/// <param name="Size">The number; <see langword="null"/>: open.</param>
/// <param name="Name">Name of an open length; <see langword="null"/>: none.</param>
internal readonly record struct OnnxDimension(long? Size, string? Name = null)
{
    /// <summary>Reads a declaration.</summary>
    public static OnnxDimension From(TensorShapeProto.Types.Dimension dimension) => dimension.ValueCase switch
    {
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => new(dimension.DimValue),
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => new(null, dimension.DimParam),
        _ => default,
    };

    /// <summary>Writes a declaration.</summary>
    public TensorShapeProto.Types.Dimension ToProto()
    {
        var dimension = new TensorShapeProto.Types.Dimension();
        if (Size is { } size)
        {
            dimension.DimValue = size;
        }
        else if (Name is { } name)
        {
            dimension.DimParam = name;
        }

        return dimension;
    }

    /// <inheritdoc/>
    public override string ToString() => Size?.ToString() ?? Name ?? "?";
}
