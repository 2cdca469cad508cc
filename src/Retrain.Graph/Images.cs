namespace Retrain.Graph;

/// <summary>Batches of images in both orders of axes: kernels know [N, H, W, C] only.</summary>
internal static class Images
{
    /// <summary>A batch as [N, H, W, C].</summary>
    public static Tensor ToChannelsLast(Tensor images, DataLayout layout) =>
        layout == DataLayout.ChannelsLast ? images : Rearrange.Transpose(images, Permutation.ChannelsLast);

    /// <summary>A kernel's only output, [N, H, W, C], in the order that is asked for.</summary>
    public static Tensor[] From(Tensor images, DataLayout layout) =>
        [layout == DataLayout.ChannelsLast ? images : Rearrange.Transpose(images, Permutation.ChannelsFirst)];

    /// <summary>The output's shape as [N, H, W, C].</summary>
    public static int[] OutputShape<T>(T @operator, IReadOnlyList<Tensor> inputs)
        where T : Operator, IImageOperator
    {
        int[] shape = ShapeRules.OutputShape(@operator, inputs);
        return @operator.DataLayout == DataLayout.ChannelsLast ? shape : [.. Permutation.ChannelsLast.Apply(shape)];
    }
}
