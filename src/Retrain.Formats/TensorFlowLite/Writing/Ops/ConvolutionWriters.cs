using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>
/// CONV_2D for one group, DEPTHWISE_CONV_2D where each channel is a group, else a split: runtimes of phones know no groups. Weights are
/// [O, kh, kw, I], and [1, kh, kw, C M] where each channel is a group; there is always a bias.
/// </summary>
internal static class ConvolutionWriters
{
    private static readonly Permutation OutputsFirst = new(3, 0, 1, 2);

    /// <summary>Writes a convolution.</summary>
    public static void Write(LiteNodeWriter writer)
    {
        var conv = (Conv)writer.Operator;
        Fact weights = writer.Fact(1);
        (int Height, int Width) window = (weights.Shape[0].Length!.Value, weights.Shape[1].Length!.Value);
        (int image, bool isSame) = PaddingWriters.Around(writer, conv.Padding, window, conv.Dilations, conv.Strides);
        if (conv.Groups > 1 && weights.Shape[2].Length == 1)
        {
            WriteDepthwise(writer, conv, image, isSame);
        }
        else if (conv.Groups > 1)
        {
            WriteGroups(writer, conv, image, isSame);
        }
        else
        {
            int filter = IsConstant(writer)
                ? writer.Weights(1, "ohwi", 0, Moved(writer.Levels(1), 0), t => Rearrange.Transpose(t, OutputsFirst))
                : writer.Step("ohwi", Op.TRANSPOSE, [writer.Input(1), writer.Ints("order", 3, 0, 1, 2)], weights.Type,
                    OutputsFirst.Apply(weights.Shape), OperatorOptions.Empty(Schema.BuiltinOptions.TransposeOptions),
                    Moved(writer.Levels(1), 0));
            writer.Emit(Op.CONV_2D, [image, filter, Bias(writer, weights.Shape[3].Length!.Value)], Options(writer, conv, isSame));
        }
    }

    /// <summary>The bias of an operator with weights, zeros where it has none.</summary>
    /// <param name="writer">The node; its inputs are x, weights, perhaps bias.</param>
    /// <param name="length">Number of output channels.</param>
    public static int Bias(LiteNodeWriter writer, int length)
    {
        if (writer.InputCount > 2)
        {
            return writer.Input(2);
        }

        if (writer.Levels(0) is not { } x || writer.Levels(1) is not { } weights)
        {
            return writer.Constant("bias", Tensor.Of(new float[length], length));
        }

        float[] scales = [.. weights.Scales.Select(s => s * x.Scales[0])];
        return x.Type == ElementType.Int16
            ? writer.Constant("bias", Tensor.Of(new long[length], length), Levels(ElementType.Int64))
            : writer.Constant("bias", Tensor.Of(new int[length], length), Levels(ElementType.Int32));

        Quantization Levels(ElementType type) => new(type, [.. scales], [.. new int[scales.Length]], 0);
    }

    /// <summary>Whether a bias has 64 bits, as that of 16-bit activations.</summary>
    public static bool HasLongBias(LiteNodeWriter writer) => writer.Levels(0)?.Type == ElementType.Int16;

    /// <summary>Scales for each index along another axis.</summary>
    public static Quantization? Moved(Quantization? levels, int axis) => levels is null ? null : levels with { Axis = axis };

    private static void WriteDepthwise(LiteNodeWriter writer, Conv conv, int image, bool isSame)
    {
        ImmutableArray<Dimension> shape = writer.Fact(1).Shape;
        int[] flat = [1, shape[0].Length!.Value, shape[1].Length!.Value, shape[3].Length!.Value];
        int filter = IsConstant(writer)
            ? writer.Weights(1, "1hwc", 3, Moved(writer.Levels(1), 3), t => t.Reshape(flat))
            : writer.Step("1hwc", Op.RESHAPE, [writer.Input(1), writer.Ints("shape", flat)], writer.Fact(1).Type,
                [.. flat.Select(l => (Dimension)l)], OperatorOptions.Reshape(flat), Moved(writer.Levels(1), 3));
        OperatorOptions options = OperatorOptions.Depthwise(isSame, conv.Strides, conv.Dilations, writer.Activation, flat[3] / conv.Groups);
        writer.Emit(Op.DEPTHWISE_CONV_2D, [image, filter, Bias(writer, flat[3])], options, conv.Dilations == (1, 1) ? 1 : 2);
    }

    private static void WriteGroups(LiteNodeWriter writer, Conv conv, int image, bool isSame)
    {
        writer.RefuseLevels();
        if (!IsConstant(writer) || writer.InputCount > 2 && writer.Value(2).Constant is null)
        {
            throw new GraphException("groups of computed weights");
        }

        WrittenTensor whole = writer.Describe(image);
        int channels = whole.Shape[3] / conv.Groups;
        int outputs = writer.Fact(1).Shape[3].Length!.Value / conv.Groups;
        int[] parts = writer.Split("split", image, 3, [.. Enumerable.Repeat(channels, conv.Groups)]);
        ImmutableArray<Dimension> shape = writer.ResultFact().Shape.SetItem(3, outputs);
        int[] results = [.. parts.Select((part, i) => writer.Step(
            $"group_{i}", Op.CONV_2D, [part, Filter(i), GroupBias(i)], ElementType.Float32, shape, Options(writer, conv, isSame)))];
        writer.Emit(Op.CONCATENATION, results, OperatorOptions.Concatenation(3));

        int Filter(int group) =>
            writer.Weights(1, $"ohwi_{group}", 0, null, t => Rearrange.Transpose(Part(t, 3, group, outputs), OutputsFirst));

        int GroupBias(int group) => writer.InputCount > 2
            ? writer.Form(2, $"group_{group}", t => Part(t, 0, group, outputs))
            : writer.Constant("bias", Tensor.Of(new float[outputs], outputs));
    }

    private static Tensor Part(Tensor tensor, int axis, int group, int length) =>
        new Slice([axis], [group * length], [(group + 1) * length], [1]).Evaluate([tensor])[0];

    private static OperatorOptions Options(LiteNodeWriter writer, Conv conv, bool isSame) =>
        OperatorOptions.Conv(isSame, conv.Strides, conv.Dilations, writer.Activation, HasLongBias(writer));

    private static bool IsConstant(LiteNodeWriter writer) => writer.Value(1).Constant is not null;
}
