namespace Retrain.Backbones;

/// <summary>An output that features can be taken from.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Features">F of its shape [N, F], [N, F, 1, 1] or [N, 1, 1, F].</param>
internal readonly record struct NetworkTap(string Name, int Features);

/// <summary>What a network allows a <see cref="Backbone"/> to be varied in.</summary>
internal sealed record NetworkInterface
{
    /// <summary>Smallest square input size that may be asked for, in pixels.</summary>
    public const int SmallestSize = 32;

    /// <summary>Largest square input size that may be asked for, in pixels.</summary>
    public const int LargestSize = 1024;

    /// <summary>Nothing can be varied.</summary>
    public static NetworkInterface Fixed { get; } = new() { Taps = [] };

    /// <summary>The outputs with features, in the file's order.</summary>
    public required IReadOnlyList<NetworkTap> Taps { get; init; }

    /// <summary>Step of the allowed input sizes in pixels; 0 where the network has one size only.</summary>
    public int SizeStep { get; init; }
}
