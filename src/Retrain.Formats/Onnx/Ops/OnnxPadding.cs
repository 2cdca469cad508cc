using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>The attributes pads, auto_pad and ceil_mode of windows.</summary>
internal static class OnnxPadding
{
    /// <summary>Reads them.</summary>
    public static Padding Read(
        OnnxNodeReader node, (int Height, int Width) window, (int Height, int Width) dilations, (int Height, int Width) strides)
    {
        Dimension height = node.Input(0).Fact.Shape[2];
        Dimension width = node.Input(0).Fact.Shape[3];
        Padding padding = node.Text("auto_pad", "NOTSET") switch
        {
            "NOTSET" when Lengths(node) is var pads => Padding.Of(pads[0], pads[2], pads[1], pads[3]),
            "VALID" => Padding.Valid,
            "SAME_UPPER" => Padding.Same,
            "SAME_LOWER" when height.Length is { } rows && width.Length is { } columns => Lower(rows, columns),
            var other => throw new GraphException($"auto_pad = {other} is not supported for images of open size"),
        };
        return node.Flag("ceil_mode", false) ? RoundUp() : padding;

        Padding Lower(int rows, int columns)
        {
            (int bottom, int top) = Padding.Same.Along(true, rows, window.Height, dilations.Height, strides.Height);
            (int right, int left) = Padding.Same.Along(false, columns, window.Width, dilations.Width, strides.Width);
            return Padding.Of(top, bottom, left, right);
        }

        // One more window at the end is the same as padding behind, as long as padding does not count.
        Padding RoundUp()
        {
            if (height.Length is not { } rows || width.Length is not { } columns)
            {
                throw new GraphException("ceil_mode for images of open size is not supported");
            }

            (int top, int bottom) = padding.Along(true, rows, window.Height, dilations.Height, strides.Height);
            (int left, int right) = padding.Along(false, columns, window.Width, dilations.Width, strides.Width);
            int moreRows = Missing(rows, top, bottom, window.Height, dilations.Height, strides.Height);
            int moreColumns = Missing(columns, left, right, window.Width, dilations.Width, strides.Width);
            if ((moreRows | moreColumns) != 0 && node.Flag("count_include_pad", false))
            {
                throw new GraphException("ceil_mode together with count_include_pad is not supported");
            }

            return Padding.Of(top, bottom + moreRows, left, right + moreColumns);
        }
    }

    /// <summary>The attribute pads: top, left, bottom, right.</summary>
    public static int[] Lengths(OnnxNodeReader node)
    {
        int[] pads = node.Ints("pads") ?? [0, 0, 0, 0];
        return pads.Length == 4 && pads.All(p => p is >= 0 and < 1 << 20)
            ? pads
            : throw new GraphException($"pads = [{string.Join(", ", pads)}] are not supported");
    }

    private static int Missing(int length, int before, int after, int window, int dilation, int stride)
    {
        long reach = (((long)window - 1) * dilation) + 1;
        long padded = (long)length + before + after;
        long rest = padded < reach ? 0 : (padded - reach) % stride;

        // A window that would start behind the image and its front padding is left out.
        long start = padded - reach - rest + stride;
        return rest == 0 || start >= (long)length + before ? 0 : (int)(stride - rest);
    }
}
