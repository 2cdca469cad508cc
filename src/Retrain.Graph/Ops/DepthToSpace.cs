using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Undoes <see cref="SpaceToDepth"/>.</summary>
/// <param name="Block">Side of a block.</param>
/// <param name="DataLayout">Order of the image axes.</param>
internal sealed record DepthToSpace(int Block, DataLayout DataLayout) : Operator, IImageOperator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Image;

    /// <inheritdoc/>
    public Operator With(DataLayout layout) => this with { DataLayout = layout };

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Positive((Block, Block), "the block");
        ImageShape image = ImageShape.Of(inputs[0], DataLayout);
        ImageShape output = image with
        {
            Height = ShapeRules.Times(image.Height, Block),
            Width = ShapeRules.Times(image.Width, Block),
            Channels = ShapeRules.Divide(
                ShapeRules.Divide(image.Channels, Block, "the number of channels"), Block, "the number of channels over the block"),
        };
        return [new Fact(inputs[0].Type, output.In(DataLayout))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        Tensor x = Images.ToChannelsLast(inputs[0], DataLayout);
        int[] output = Images.OutputShape(this, inputs);
        Tensor blocks = x.Reshape(x.Shape[0], x.Shape[1], x.Shape[2], Block, Block, output[3]);
        return Images.From(Rearrange.Transpose(blocks, new Permutation(0, 1, 3, 2, 4, 5)).Reshape(output), DataLayout);
    }
}
