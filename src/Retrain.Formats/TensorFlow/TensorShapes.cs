using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>Shapes as files state them.</summary>
internal static class TensorShapes
{
    /// <summary>Most bytes that one tensor may take in memory.</summary>
    public const long MaximumBytes = 1L << 30;

    // TensorFlow itself knows no more axes.
    private const int MaximumRank = 254;
    private const int MostDescribed = 16;

    /// <summary>The shape of a tensor that is there, whose every length is known.</summary>
    /// <param name="shape">Absent: no axes.</param>
    /// <param name="bytesAnElement">What an element takes in memory.</param>
    /// <exception cref="TensorFlowFormatException">
    /// A length is open or negative, or the tensor would take more than <see cref="MaximumBytes"/>.
    /// </exception>
    public static int[] Known(TensorShapeProto? shape, int bytesAnElement)
    {
        if (shape is null)
        {
            return [];
        }

        if (shape.UnknownRank || shape.Dim.Count > MaximumRank)
        {
            throw new TensorFlowFormatException($"a stored tensor cannot have the shape {Describe(shape)}");
        }

        // Each length alone is held to the limit too, so that an axis of length 0 hides no absurd ones.
        long bytes = Math.Max(bytesAnElement, 1);
        int[] lengths = new int[shape.Dim.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            long length = shape.Dim[i].Size;
            if (length < 0 || length > MaximumBytes || (length > 0 && bytes > MaximumBytes / length))
            {
                throw new TensorFlowFormatException(length < 0
                    ? $"a stored tensor cannot have the shape {Describe(shape)}"
                    : $"a tensor of shape {Describe(shape)} takes more than the {MaximumBytes >> 20} MB that one may have");
            }

            lengths[i] = (int)length;
            bytes *= Math.Max(length, 1);
        }

        return lengths;
    }

    /// <summary>A shape that may have open lengths.</summary>
    /// <returns><see langword="null"/>: not even the number of axes is known.</returns>
    /// <exception cref="TensorFlowFormatException">A length that no tensor can have.</exception>
    public static IReadOnlyList<int?>? Open(TensorShapeProto? shape) => shape is null || shape.UnknownRank
        ? null
        : [.. shape.Dim.Select(d => d.Size switch
        {
            < 0 => (int?)null,
            > int.MaxValue => throw new TensorFlowFormatException($"no tensor can have the shape {Describe(shape)}"),
            _ => (int)d.Size,
        })];

    /// <summary>A shape as a file states it.</summary>
    public static TensorShapeProto From(ReadOnlySpan<int> lengths)
    {
        var shape = new TensorShapeProto();
        foreach (int length in lengths)
        {
            shape.Dim.Add(new TensorShapeProto.Types.Dim { Size = length });
        }

        return shape;
    }

    /// <summary>For messages: <c>[2, ?, 3]</c>.</summary>
    public static string Describe(TensorShapeProto? shape) => shape switch
    {
        null => "[]",
        { UnknownRank: true } => "of unknown rank",
        _ => $"[{string.Join(", ", shape.Dim.Take(MostDescribed).Select(d => d.Size < 0 ? "?" : d.Size.ToString()))}"
            + (shape.Dim.Count > MostDescribed ? ", ...]" : "]"),
    };
}
