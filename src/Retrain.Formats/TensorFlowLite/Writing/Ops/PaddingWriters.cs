using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>Elements put around tensors.</summary>
internal static class PaddingWriters
{
    /// <summary>PAD where it is zeros, else PADV2 or MIRROR_PAD.</summary>
    public static void Write(LiteNodeWriter writer)
    {
        var pad = (Pad)writer.Operator;
        Quantization? levels = writer.Levels(0);
        int paddings = Paddings(writer, pad.Before.Zip(pad.After));
        if (pad.Mode != PadMode.Constant)
        {
            writer.Emit(Op.MIRROR_PAD, [writer.Input(0), paddings], OperatorOptions.MirrorPad(pad.Mode == PadMode.Symmetric), levels);
        }
        else if (pad.Fill == 0)
        {
            writer.Emit(Op.PAD, [writer.Input(0), paddings], OperatorOptions.Empty(Schema.BuiltinOptions.PadOptions), levels);
        }
        else
        {
            Tensor fill = levels is null
                ? Tensor.Scalar(pad.Fill).Cast(writer.Fact(0).Type)
                : levels.FromReal(Tensor.Scalar((float)pad.Fill), MidpointRounding.AwayFromZero);
            writer.Emit(Op.PADV2, [writer.Input(0), paddings, writer.Constant("fill", fill, levels)],
                OperatorOptions.Empty(Schema.BuiltinOptions.PadV2Options), levels);
        }
    }

    /// <summary>
    /// Padding of a node's image as the format knows it: SAME or VALID; what is neither is put around the image before.
    /// </summary>
    /// <param name="writer">The node; its first input is the image.</param>
    /// <param name="padding">The padding.</param>
    /// <param name="window">Size of the window.</param>
    /// <param name="dilations">Distance between its points.</param>
    /// <param name="strides">Its steps.</param>
    /// <param name="lowest">Whether the least number that there is goes around the image, not zeros.</param>
    public static (int Image, bool IsSame) Around(LiteNodeWriter writer, Padding padding, (int Height, int Width) window,
        (int Height, int Width) dilations, (int Height, int Width) strides, bool lowest = false)
    {
        if (padding.Kind != PaddingKind.Explicit)
        {
            return (writer.Input(0), padding.Kind == PaddingKind.Same);
        }

        ImmutableArray<Dimension> shape = writer.Fact(0).Shape;
        if (Lengths(padding, shape, window, dilations, strides) == Lengths(Padding.Same, shape, window, dilations, strides))
        {
            return (writer.Input(0), true);
        }

        return (Zeros(writer, padding, lowest), false);
    }

    /// <summary>Puts elements around a node's image.</summary>
    public static int Zeros(LiteNodeWriter writer, Padding padding, bool lowest)
    {
        Quantization? levels = writer.Levels(0);
        ImmutableArray<Dimension> shape = writer.Fact(0).Shape;
        shape = shape.SetItem(1, shape[1].Length!.Value + padding.Top + padding.Bottom)
            .SetItem(2, shape[2].Length!.Value + padding.Left + padding.Right);
        int paddings = Paddings(writer, [(0, 0), (padding.Top, padding.Bottom), (padding.Left, padding.Right), (0, 0)]);
        if (!lowest)
        {
            return writer.Step("padded", Op.PAD, [writer.Input(0), paddings], writer.Fact(0).Type, shape,
                OperatorOptions.Empty(Schema.BuiltinOptions.PadOptions), levels);
        }

        Tensor fill = levels is null ? Tensor.Scalar(float.MinValue) : Elements.FromWhole(levels.Type, [levels.Lowest]);
        return writer.Step("padded", Op.PADV2, [writer.Input(0), paddings, writer.Constant("lowest", fill, levels)], writer.Fact(0).Type,
            shape, OperatorOptions.Empty(Schema.BuiltinOptions.PadV2Options), levels);
    }

    /// <summary>Rows and columns around an image.</summary>
    public static (int Top, int Bottom, int Left, int Right) Lengths(Padding padding, ImmutableArray<Dimension> shape,
        (int Height, int Width) window, (int Height, int Width) dilations, (int Height, int Width) strides)
    {
        if (shape[1].Length is not { } height || shape[2].Length is not { } width)
        {
            throw new GraphException("this padding can be written for images of known size only");
        }

        (int top, int bottom) = padding.Along(true, height, window.Height, dilations.Height, strides.Height);
        (int left, int right) = padding.Along(false, width, window.Width, dilations.Width, strides.Width);
        return (top, bottom, left, right);
    }

    private static int Paddings(LiteNodeWriter writer, IEnumerable<(int Before, int After)> lengths)
    {
        int[] flat = [.. lengths.SelectMany(l => new[] { l.Before, l.After })];
        return writer.Constant("paddings", Tensor.Of(flat, flat.Length / 2, 2));
    }
}
