namespace Retrain;

/// <summary>What happened to a photo between two runs.</summary>
public enum PhotoChangeKind
{
    /// <summary>Its content was nowhere in the earlier run.</summary>
    Added,

    /// <summary>Its content is nowhere in the later run.</summary>
    Removed,

    /// <summary>The same content under another label.</summary>
    Moved,

    /// <summary>The same content under the same label with another name.</summary>
    Renamed,

    /// <summary>Another content under the same name.</summary>
    Edited,
}
