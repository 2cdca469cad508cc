using System.Text.Json;

namespace OnnxRuntimeOnly;

/// <summary>What the metadata property <c>retrain</c> of a model says: classes, and how photos become the input.</summary>
internal sealed record ModelRecord
{
    public required string[] Labels { get; init; }

    /// <summary>Name of the output with the scores.</summary>
    public required string Output { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Value of a black pixel.</summary>
    public required float Low { get; init; }

    /// <summary>Value of a white pixel.</summary>
    public required float High { get; init; }

    /// <summary>Pixels are squares whose middles are sampled (TensorFlow 2); else TensorFlow 1's rule.</summary>
    public required bool HalfPixels { get; init; }

    /// <summary>Only the middle of the photo is used; else all of it.</summary>
    public required bool CutsCentre { get; init; }

    /// <summary>Decoded as TensorFlow does: not turned upright, alpha dropped, no reduced scale.</summary>
    public required bool Compat { get; init; }

    /// <summary>[N, 3, H, W]; else [N, H, W, 3].</summary>
    public required bool IsPlanar { get; init; }

    public static ModelRecord Parse(string json)
    {
        JsonElement root = JsonDocument.Parse(json).RootElement;
        JsonElement rules = root.GetProperty("preprocessing");
        string resize = rules.GetProperty("resize").GetString()!;
        string crop = rules.TryGetProperty("crop", out JsonElement named) ? named.GetString()! : "stretch";
        bool isKnown = root.GetProperty("schema").GetInt32() <= 2 && rules.GetProperty("version").GetInt32() == 1
            && resize is "legacy_bilinear" or "half_pixel_bilinear" && crop is "stretch" or "centre"
            && rules.GetProperty("channels").GetString() == "rgb" && !root.TryGetProperty("views", out _);
        if (!isKnown)
        {
            throw new NotSupportedException($"the model wants its photos in a way that is not known here: {rules}");
        }

        return new ModelRecord
        {
            Labels = [.. root.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!)],
            Output = root.GetProperty("final_tensor_name").GetString()!,
            Width = rules.GetProperty("width").GetInt32(),
            Height = rules.GetProperty("height").GetInt32(),
            Low = rules.GetProperty("range_low").GetSingle(),
            High = rules.GetProperty("range_high").GetSingle(),
            HalfPixels = resize == "half_pixel_bilinear",
            CutsCentre = crop == "centre",
            Compat = rules.GetProperty("compat").GetBoolean(),
            IsPlanar = rules.GetProperty("layout").GetString() == "nchw",
        };
    }
}
