using Retrain.Graph.Ops;

namespace Retrain.Graph.WholeNumbers;

/// <summary>Bilinear resizing of levels with weights of 10 bits; input and output have one quantisation.</summary>
internal static class WholeResize
{
    private const int One = 1 << 10;

    /// <summary>The result.</summary>
    public static Tensor Run(Resize resize, Tensor input, int[] shape)
    {
        int[] output = resize.DataLayout == DataLayout.ChannelsLast ? shape : [.. Permutation.ChannelsLast.Apply(shape)];
        Tensor images = Images.ToChannelsLast(input, resize.DataLayout);
        (int height, int width, int channels) = (images.Shape[1], images.Shape[2], images.Shape[3]);
        int[] pixels = Levels.Above(images, 0);
        Place[] rows = Places(resize.Coordinates, height, output[1]);
        Place[] columns = Places(resize.Coordinates, width, output[2]);
        int[] results = new int[Tensor.LengthOf(output)];
        int written = 0;
        for (int n = 0; n < output[0]; n++)
        {
            foreach (Place row in rows)
            {
                foreach (Place column in columns)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        long sum = (At(row.Low, column.Low) * (One - row.Weight) * (One - column.Weight))
                            + (At(row.High, column.Low) * row.Weight * (One - column.Weight))
                            + (At(row.Low, column.High) * (One - row.Weight) * column.Weight)
                            + (At(row.High, column.High) * row.Weight * column.Weight);
                        results[written++] = (int)((sum + (sum > 0 ? One * One / 2 : -One * One / 2)) / (One * One));

                        long At(int y, int x) => pixels[((((((n * height) + y) * width) + x) * channels) + c)];
                    }
                }
            }
        }

        return Images.From(Levels.ToTensor(input.Type, results, output), resize.DataLayout)[0];
    }

    private static Place[] Places(ResizeCoordinates coordinates, int from, int to)
    {
        long scale = coordinates == ResizeCoordinates.AlignCorners && to > 1
            ? (((long)One * (from - 1)) + ((to - 1) / 2)) / (to - 1)
            : (((long)One * from) + (to / 2)) / to;
        var places = new Place[to];
        for (int i = 0; i < to; i++)
        {
            long place = (i * scale) + (coordinates == ResizeCoordinates.HalfPixel ? (scale / 2) - (One / 2) : 0);
            long low = Math.Max(place / One, 0);
            places[i] = new Place((int)low, (int)Math.Min((place + One - 1) / One, from - 1), place - (low * One));
        }

        return places;
    }

    /// <summary>Two neighbours along an axis, and the weight of the second in 1024ths.</summary>
    private readonly record struct Place(int Low, int High, long Weight);
}
