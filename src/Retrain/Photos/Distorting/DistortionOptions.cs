namespace Retrain.Photos.Distorting;

/// <summary>
/// Random changes of training photos (REFERENCE 4.5), so that a set counts for more photos than it has. Immutable; the default changes
/// nothing.
/// </summary>
/// <remarks>
/// Each photo is stretched to a size between (1 + <see cref="RandomCrop"/> / 100) times the network's input and
/// (1 + <see cref="RandomScale"/> / 100) times that, a piece of the input's size is cut out at a random place, it is mirrored or not, and
/// all its values are multiplied by one factor. Validation and test photos are never changed.
/// </remarks>
public sealed record DistortionOptions
{
    /// <summary>Beyond it a piece shows next to nothing of its photo.</summary>
    internal const int LargestPercentage = 1000;

    /// <summary>Most views of a photo.</summary>
    internal const int LargestViews = 1000;

    /// <summary>Mirror half of the photos left to right. Default false.</summary>
    public bool FlipLeftRight { get; init; }

    /// <summary>Margin to cut off, in per cent of the input's sides, 0 to 1,000: 50 keeps two thirds of each side. Default 0.</summary>
    public int RandomCrop { get; init; }

    /// <summary>How much larger a photo may be drawn, in per cent, 0 to 1,000. Default 0.</summary>
    public int RandomScale { get; init; }

    /// <summary>How much darker or brighter a photo may become, in per cent, 0 to 100. Default 0.</summary>
    public int RandomBrightness { get; init; }

    /// <summary>
    /// Distorted views of each photo, 0 to 1,000, computed once, kept in the cache and drawn from in training. Default 0: every photo of
    /// every step is distorted anew, as the original does, and costs a pass through the network.
    /// </summary>
    public int Views { get; init; }

    /// <summary>Whether any photo is changed.</summary>
    public bool IsActive => FlipLeftRight || RandomCrop != 0 || RandomScale != 0 || RandomBrightness != 0;

    /// <summary>What is out of range, a line each, in the names of the command line.</summary>
    internal IEnumerable<string> Faults()
    {
        if (RandomCrop is < 0 or > LargestPercentage)
        {
            yield return $"random_crop must be from 0 to {LargestPercentage} per cent; found {RandomCrop}";
        }

        if (RandomScale is < 0 or > LargestPercentage)
        {
            yield return $"random_scale must be from 0 to {LargestPercentage} per cent; found {RandomScale}";
        }

        if (RandomBrightness is < 0 or > 100)
        {
            yield return $"random_brightness must be from 0 to 100 per cent; found {RandomBrightness}";
        }

        if (Views is < 0 or > LargestViews)
        {
            yield return $"distortion_views must be from 0 to {LargestViews}; found {Views}";
        }

        if (Views > 0 && !IsActive)
        {
            yield return $"distortion_views {Views} says how many, but no distortion is chosen: add flip_left_right, random_crop, "
                + "random_scale or random_brightness";
        }
    }
}
