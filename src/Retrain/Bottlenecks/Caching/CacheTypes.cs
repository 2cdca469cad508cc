using Retrain.Photos.Decoding;

namespace Retrain.Bottlenecks.Caching;

/// <summary>A file that the cache may know.</summary>
/// <param name="FullPath">Absolute.</param>
/// <param name="Stamp">As it is now.</param>
internal readonly record struct CacheFile(string FullPath, FileStamp Stamp);

/// <summary>What became of a photo, apart from its features. <c>default</c> is a photo without a problem and without notes.</summary>
/// <param name="Problem">Why it cannot be used, if so; it has no features then.</param>
/// <param name="NotesOrNull">See <see cref="Notes"/>.</param>
internal readonly record struct PhotoOutcome(PhotoProblem? Problem, IReadOnlyList<string>? NotesOrNull)
{
    /// <summary>Remarks on it.</summary>
    public IReadOnlyList<string> Notes => NotesOrNull ?? [];
}

/// <summary>A photo that the cache knew from its file's stamp.</summary>
internal readonly record struct RecalledPhoto(ContentHash Content, PhotoOutcome Outcome);

/// <summary>How much the cache knew of a content.</summary>
internal enum CacheMatch
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Features or problem, but its notes belong to a name with another ending and have to be made anew.</summary>
    OtherSuffix,

    /// <summary>All.</summary>
    Full,
}

/// <summary>Something for the cache to keep.</summary>
/// <param name="Content">Hash of the photo's bytes.</param>
/// <param name="Suffix">See <see cref="PhotoSuffix"/>.</param>
internal sealed record CacheEntry(ContentHash Content, string Suffix)
{
    /// <summary>Where the content was found; <see langword="null"/> where the file's stamp is not to be believed next time.</summary>
    public CacheFile? File { get; init; }

    /// <summary>The outcome; <see langword="null"/> where the cache has it already and only the file is new.</summary>
    public PhotoOutcome? Outcome { get; init; }

    /// <summary>[F], not to be changed until the cache is complete; empty for a photo with a problem.</summary>
    public ReadOnlyMemory<float> Features { get; init; }
}

/// <summary>The part of a file's name that its notes may depend on: "name says png, content is jpeg".</summary>
internal static class PhotoSuffix
{
    /// <summary>
    /// All from the first dot on, with it. More than the extension, so that <c>x.jpg.</c> and <c>x.tar.gz</c> need no rules here.
    /// </summary>
    public static string Of(string name) => name.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? name[dot..] : "";
}
