namespace Retrain.Photos.Decoding;

/// <summary>What came out of a picture file: pixels, or the reason why not. Exactly one of both is set.</summary>
/// <param name="Format">The kind of the file by its content, "jpeg" or "heic" for instance; see <see cref="PhotoFormat"/>.</param>
internal sealed record DecodeResult(PhotoFormat Format) : IDisposable
{
    /// <summary>The pixels, where the picture can be used.</summary>
    public Pixels? Pixels { get; init; }

    /// <summary>Why the picture cannot be used.</summary>
    public PhotoProblem? Problem { get; init; }

    /// <summary>What a report should say of a picture that is used all the same, "name says .png, content is jpeg" for instance.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The rules that it was decoded by.</summary>
    public DecodeOptions Options { get; init; } = new();

    /// <summary>The scale that it was decoded at.</summary>
    public DecodeScale Scale { get; init; }

    /// <summary>Whether decoding the same file by other rules would have given the same.</summary>
    public bool Serves(DecodeOptions other) => other == Options
        || (other.Compat == Options.Compat && Pixels is not null && Scale.Serves((other.TargetWidth, other.TargetHeight)));

    /// <inheritdoc/>
    public void Dispose() => Pixels?.Dispose();
}
