using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>TRANSPOSE_CONV; given padding is cut off afterwards.</summary>
internal static class TransposedConvolutionWriters
{
    /// <summary>Writes a transposed convolution.</summary>
    public static void Write(LiteNodeWriter writer)
    {
        writer.RefuseLevels();
        var conv = (ConvTranspose)writer.Operator;
        Tensor weights = writer.Value(1).Constant ?? throw new GraphException("computed weights");
        Padding padding = conv.Padding;
        bool isCut = padding.Kind == PaddingKind.Explicit;
        (int height, int width) = conv.OutputSize;
        int[] size = isCut
            ? [height + padding.Top + padding.Bottom, width + padding.Left + padding.Right]
            : [height, width];
        int filter = writer.Form(1, "ohwi", t => Rearrange.Transpose(t, new Permutation(2, 0, 1, 3)));
        List<int> inputs = [OutputShape(writer, size, weights.Shape[2]), filter, writer.Input(0)];
        if (writer.InputCount > 2)
        {
            inputs.Add(writer.Input(2));
        }

        OperatorOptions options = OperatorOptions.TransposeConv(padding.Kind == PaddingKind.Same, conv.Strides);
        if (!isCut)
        {
            writer.Emit(Op.TRANSPOSE_CONV, inputs, options);
            return;
        }

        ImmutableArray<Dimension> shape = writer.ResultFact().Shape.SetItem(1, size[0]).SetItem(2, size[1]);
        int whole = writer.Step("whole", Op.TRANSPOSE_CONV, inputs, ElementType.Float32, shape, options);
        var cut = new Slice([1, 2], [padding.Top, padding.Left], [padding.Top + height, padding.Left + width], [1, 1]);
        PartWriters.EmitSlice(writer, cut, whole, 4);
    }

    /// <summary>The shape of the output: with the number of photos that come in, where that is open.</summary>
    private static int OutputShape(LiteNodeWriter writer, int[] size, int channels)
    {
        if (writer.Value(0).Fact.Shape[0].Length is { } photos)
        {
            return writer.Ints("shape", photos, size[0], size[1], channels);
        }

        int shape = writer.Indices("input_shape", Op.SHAPE, [writer.Input(0)], 4, OperatorOptions.Shape(Schema.TensorType.INT32));
        int count = writer.Indices("photos", Op.STRIDED_SLICE,
            [shape, writer.Ints("first", 0), writer.Ints("second", 1), writer.Ints("step", 1)], 1, OperatorOptions.StridedSlice(0, 0));
        return writer.Indices("output_shape", Op.CONCATENATION, [count, writer.Ints("size", size[0], size[1], channels)], 4,
            OperatorOptions.Concatenation(0));
    }
}
