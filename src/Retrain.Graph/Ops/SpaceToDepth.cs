using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Blocks of pixels moved into channels: output channel (dy block + dx) C + c.</summary>
/// <param name="Block">Side of a block.</param>
/// <param name="DataLayout">Order of the image axes.</param>
internal sealed record SpaceToDepth(int Block, DataLayout DataLayout) : Operator, IImageOperator
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
            Height = ShapeRules.Divide(image.Height, Block, "the height"),
            Width = ShapeRules.Divide(image.Width, Block, "the width"),
            Channels = ShapeRules.Times(ShapeRules.Times(image.Channels, Block), Block),
        };
        return [new Fact(inputs[0].Type, output.In(DataLayout))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        Tensor x = Images.ToChannelsLast(inputs[0], DataLayout);
        int[] output = Images.OutputShape(this, inputs);
        Tensor blocks = x.Reshape(output[0], output[1], Block, output[2], Block, x.Shape[3]);
        return Images.From(Rearrange.Transpose(blocks, new Permutation(0, 1, 3, 2, 4, 5)).Reshape(output), DataLayout);
    }
}
