using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Undoes <see cref="SpaceToBatch"/>, then cuts the borders off.</summary>
/// <param name="Block">Size of a block.</param>
/// <param name="Crops">Explicit; how much is cut off each side.</param>
/// <param name="DataLayout">Order of the image axes.</param>
internal sealed record BatchToSpace((int Height, int Width) Block, Padding Crops, DataLayout DataLayout) : Operator, IImageOperator
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
        Windows.CheckExplicit(Crops);
        ImageShape image = ImageShape.Of(inputs[0], DataLayout);
        Dimension photos = ShapeRules.Divide(image.Photos, Block.Height, "the number of images");
        ImageShape output = image with
        {
            Photos = ShapeRules.Divide(photos, Block.Width, "the number of images over the block's height"),
            Height = ShapeRules.Plus(ShapeRules.Times(image.Height, Block.Height), -(long)Crops.Top - Crops.Bottom),
            Width = ShapeRules.Plus(ShapeRules.Times(image.Width, Block.Width), -(long)Crops.Left - Crops.Right),
        };
        return [new Fact(inputs[0].Type, output.In(DataLayout))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        Tensor x = Images.ToChannelsLast(inputs[0], DataLayout);
        int[] output = Images.OutputShape(this, inputs);
        Tensor blocks = x.Reshape(Block.Height, Block.Width, output[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        Tensor whole = Rearrange.Transpose(blocks, new Permutation(2, 3, 0, 4, 1, 5))
            .Reshape(output[0], x.Shape[1] * Block.Height, x.Shape[2] * Block.Width, x.Shape[3]);
        int[][] places = Rearrange.Places(whole);
        places[1] = places[1][Crops.Top..(Crops.Top + output[1])];
        places[2] = places[2][Crops.Left..(Crops.Left + output[2])];
        return Images.From(Rearrange.Take(whole, places), DataLayout);
    }
}
