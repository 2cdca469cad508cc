namespace Retrain.Backbones;

/// <summary>Where networks of the catalogue come from, and which part of a model is wanted.</summary>
public sealed record BackboneLoadOptions
{
    /// <summary>
    /// Where downloaded modules are kept, in TensorFlow Hub's layout. Default: <c>TFHUB_CACHE_DIR</c>, else the user's own cache.
    /// </summary>
    public string? ModuleCacheFolder { get; init; }

    /// <summary>A mirror that stands for <c>https://tfhub.dev</c>. Default: none.</summary>
    public string? ModuleBaseUrl { get; init; }

    /// <summary>The layer that gives the features: an output of the model, or any node of it. Default: the model's own.</summary>
    public string? FeatureLayer { get; init; }

    /// <summary>Width and height of the input in pixels. Default 0: the model's own.</summary>
    public int ImageSize { get; init; }

    /// <summary>Told how many bytes of a download are here, and of how many (null: the server does not say).</summary>
    public Action<long, long?>? DownloadProgress { get; init; }

    /// <summary>Takes lines for the user: a download begins, another program is waited for.</summary>
    public Action<string>? Notice { get; init; }
}
