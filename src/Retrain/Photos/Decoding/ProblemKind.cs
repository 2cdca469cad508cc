namespace Retrain.Photos.Decoding;

/// <summary>Why a photo cannot be used.</summary>
public enum ProblemKind
{
    /// <summary>The file could not be read from the disk.</summary>
    Unreadable,

    /// <summary>A picture whose data is broken or cut off.</summary>
    Damaged,

    /// <summary>A known kind of file that this program does not decode: HEIC, TIFF, PDF.</summary>
    NotSupported,

    /// <summary>Claims a size beyond what is decoded.</summary>
    TooLarge,
}
