namespace Retrain.Models;

/// <summary>What a caller knows better than the model's file. All may be left out.</summary>
internal sealed record ModelRunnerOptions
{
    /// <summary>Name of the image input.</summary>
    public string? InputLayer { get; init; }

    /// <summary>Name of the output, or of any value inside the graph.</summary>
    public string? OutputLayer { get; init; }

    /// <summary>Input width in pixels, above 0.</summary>
    public int? Width { get; init; }

    /// <summary>Input height in pixels, above 0.</summary>
    public int? Height { get; init; }

    /// <summary>Subtracted from values of 0 to 255. With only <see cref="Std"/> given 0.</summary>
    public float? Mean { get; init; }

    /// <summary>Divides what is left; not 0. With only <see cref="Mean"/> given 255.</summary>
    public float? Std { get; init; }

    /// <summary>Resize rule, see <see cref="Photos.Preprocessing.Resize"/>.</summary>
    public string? Resize { get; init; }

    /// <summary>Which part of a photo is resized, see <see cref="Photos.Preprocessing.Crop"/>.</summary>
    public string? Crop { get; init; }

    /// <summary>Decode as the original does.</summary>
    public bool Compat { get; init; }
}
