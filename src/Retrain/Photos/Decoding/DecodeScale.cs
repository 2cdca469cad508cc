namespace Retrain.Photos.Decoding;

/// <summary>
/// The scale that a picture was decoded at, so that nobody decodes it again for a size that would have led to the same pixels. The default
/// is that of files that have one scale only.
/// </summary>
internal readonly record struct DecodeScale
{
    /// <summary>Source pixels a target pixel that a reduced scale must leave, on both sides.</summary>
    private const int SourcePixelsPerTarget = 3;

    /// <summary>Whether the picture is smaller than its file's.</summary>
    public bool IsReduced { get; init; }

    /// <summary>Size of the picture.</summary>
    public (int Width, int Height) Taken { get; init; }

    /// <summary>Size at the next smaller scale; zero where there is none.</summary>
    public (int Width, int Height) Smaller { get; init; }

    /// <summary>The same after a turn by a quarter.</summary>
    public DecodeScale Turn() => this with { Taken = (Taken.Height, Taken.Width), Smaller = (Smaller.Height, Smaller.Width) };

    /// <summary>Whether a picture of this size leaves enough pixels for a target; never for a target of size 0.</summary>
    public static bool Suffices((int Width, int Height) size, (int Width, int Height) target) =>
        target is { Width: > 0, Height: > 0 }
            && size.Width >= target.Width * SourcePixelsPerTarget && size.Height >= target.Height * SourcePixelsPerTarget;

    /// <summary>Whether the file would be decoded at this scale for that target too.</summary>
    public bool Serves((int Width, int Height) target) => (!IsReduced || Suffices(Taken, target)) && !Suffices(Smaller, target);
}
