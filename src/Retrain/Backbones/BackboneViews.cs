using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Backbones;

/// <summary>Networks that look at each photo in several ways.</summary>
internal static class BackboneViews
{
    /// <inheritdoc cref="Backbone.WithViews"/>
    public static Backbone Of(Backbone backbone, IReadOnlyList<PhotoView> views, ViewCombination combination)
    {
        ArgumentNullException.ThrowIfNull(views);
        ArgumentOutOfRangeException.ThrowIfZero(views.Count, nameof(views));
        Backbone network = backbone.Views is [var first, ..] ? first : backbone;
        return Combine([.. views.Select(view => See(network, view))], combination);
    }

    /// <summary>One backbone of several, or the only one as it is.</summary>
    /// <exception cref="UsageException">Features of different lengths are to be averaged.</exception>
    public static Backbone Combine(IReadOnlyList<Backbone> views, ViewCombination combination)
    {
        if (views is [var only])
        {
            return only;
        }

        if (combination == ViewCombination.Mean && views.Any(v => v.Features != views[0].Features))
        {
            throw new UsageException("views with different numbers of features cannot be averaged ("
                + $"{string.Join(", ", views.Select(v => $"{PhotoView.NameOf(v.Preprocessing)} {v.Features}"))}): join them");
        }

        return views[0] with
        {
            Views = views,
            Combination = combination,
            Features = combination == ViewCombination.Mean ? views[0].Features : views.Sum(v => v.Features),
        };
    }

    /// <summary>A network read anew has the rules of its file; crop and compat are those that its user chose.</summary>
    public static Backbone WithRules(Backbone backbone, Preprocessing rules) =>
        backbone with { Preprocessing = backbone.Preprocessing with { Crop = rules.Crop, Compat = rules.Compat } };

    private static Backbone See(Backbone network, PhotoView view)
    {
        try
        {
            Backbone sized = network.WithImageSize(view.Size);
            return sized with { Preprocessing = sized.Preprocessing with { Crop = view.Crop } };
        }
        catch (RetrainException e)
        {
            string possible = network.Interface.SizeStep == 0 && network.Preprocessing is { Width: var width, Height: var height }
                && width == height
                ? $"; its own size will do: {new PhotoView(view.Crop, width)}"
                : "";
            throw new UsageException($"view {view}: {e.Message.TrimEnd('.')}{possible}");
        }
    }
}
