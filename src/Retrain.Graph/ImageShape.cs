using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>Lengths of a batch of images, whatever the order of its axes.</summary>
internal readonly record struct ImageShape(Dimension Photos, Dimension Height, Dimension Width, Dimension Channels)
{
    /// <summary>Lengths of an input.</summary>
    /// <exception cref="GraphException">It has no four axes.</exception>
    public static ImageShape Of(Fact images, DataLayout layout)
    {
        ShapeRules.Rank(images, "the batch of images", 4);
        ImmutableArray<Dimension> s = images.Shape;
        return layout == DataLayout.ChannelsLast ? new ImageShape(s[0], s[1], s[2], s[3]) : new ImageShape(s[0], s[2], s[3], s[1]);
    }

    /// <summary>The shape in an order of axes.</summary>
    public ImmutableArray<Dimension> In(DataLayout layout) =>
        layout == DataLayout.ChannelsLast ? [Photos, Height, Width, Channels] : [Photos, Channels, Height, Width];
}
