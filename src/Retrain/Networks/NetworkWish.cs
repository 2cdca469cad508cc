namespace Retrain.Networks;

/// <summary>What a caller wants of a model file. All may be left out.</summary>
internal sealed record NetworkWish
{
    /// <summary>What the output is for.</summary>
    public NetworkPurpose Purpose { get; init; } = NetworkPurpose.Features;

    /// <summary>Name of a signature.</summary>
    public string? Signature { get; init; }

    /// <summary>The image input: a node's name, or a signature's.</summary>
    public string? Input { get; init; }

    /// <summary>The output: a node's name, or a signature's.</summary>
    public string? Output { get; init; }

    /// <summary>Height of the input in pixels, where the model takes several.</summary>
    public int? Height { get; init; }

    /// <summary>Width of the input in pixels.</summary>
    public int? Width { get; init; }
}
