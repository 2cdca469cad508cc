namespace Retrain.Photos;

/// <summary>The set of each photo of a <see cref="PhotoFolder"/>.</summary>
public sealed class Split
{
    internal Split(IReadOnlyList<PhotoSet> sets, IReadOnlyList<string> warnings)
    {
        Sets = sets;
        Warnings = warnings;
    }

    /// <summary>Set of photo i of <see cref="PhotoFolder.Photos"/>.</summary>
    public IReadOnlyList<PhotoSet> Sets { get; }

    /// <summary>One line each: a class that cannot be measured, photos moved so that each set has one.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Divides a folder.</summary>
    /// <exception cref="Foundation.RetrainException">The split file is missing, malformed, or names no photo of the folder.</exception>
    public static Split Create(PhotoFolder folder, SplitOptions? options = null) => throw new NotImplementedException();
}
