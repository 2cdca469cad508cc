using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// TensorFlow's SpaceToBatchND for images: zeros around them (<see cref="Padding"/>, explicit), then places within blocks become
/// images of their own, in front of the batch axis.
/// </summary>
/// <param name="Block">Size of a block.</param>
/// <param name="Padding">Explicit.</param>
/// <param name="DataLayout">Order of the image axes.</param>
internal sealed record SpaceToBatch((int Height, int Width) Block, Padding Padding, DataLayout DataLayout) : Operator, IImageOperator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Image;

    /// <inheritdoc/>
    public Operator With(DataLayout layout) => this with { DataLayout = layout };

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Positive(Block, "the block");
        Windows.CheckExplicit(Padding);
        ImageShape image = ImageShape.Of(inputs[0], DataLayout);
        ImageShape output = image with
        {
            Photos = ShapeRules.Times(ShapeRules.Times(image.Photos, Block.Width), Block.Height),
            Height = ShapeRules.Divide(
                ShapeRules.Plus(image.Height, (long)Padding.Top + Padding.Bottom), Block.Height, "the padded height"),
            Width = ShapeRules.Divide(ShapeRules.Plus(image.Width, (long)Padding.Left + Padding.Right), Block.Width, "the padded width"),
        };
        return [new Fact(inputs[0].Type, output.In(DataLayout))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        Tensor x = Images.ToChannelsLast(inputs[0], DataLayout);
        int[] output = Images.OutputShape(this, inputs);
        Tensor padded = Rearrange.Pad(x, [0, Padding.Top, Padding.Left, 0], [0, Padding.Bottom, Padding.Right, 0], PadMode.Constant, 0);
        Tensor blocks = padded.Reshape(x.Shape[0], output[1], Block.Height, output[2], Block.Width, output[3]);
        return Images.From(Rearrange.Transpose(blocks, new Permutation(2, 4, 0, 1, 3, 5)).Reshape(output), DataLayout);
    }
}
