using Retrain.Backbones.Catalogue;
using Retrain.Foundation;
using Retrain.Networks;

namespace Retrain.Backbones;

/// <summary>From what a user types to a backbone.</summary>
internal static class BackboneLoader
{
    /// <summary>Licence of the modules in the catalogue.</summary>
    private const string CatalogueLicence = "Apache-2.0";

    /// <inheritdoc cref="Backbone.LoadAsync(string, BackboneLoadOptions, CancellationToken)"/>
    public static async Task<Backbone> LoadAsync(string nameOrPath, BackboneLoadOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Backbone backbone = nameOrPath == EmbeddedBackbone.Name
            ? EmbeddedBackbone.Backbone
            : await OpenAsync(nameOrPath, options, cancellationToken).ConfigureAwait(false);
        if (backbone.Origin is not null)
        {
            // It was read up to the layer and at the size that were asked for.
            return backbone;
        }

        backbone = string.IsNullOrEmpty(options.FeatureLayer) ? backbone : backbone.WithTap(options.FeatureLayer);
        return options.ImageSize == 0 ? backbone : backbone.WithImageSize(options.ImageSize);
    }

    private static async Task<Backbone> OpenAsync(string nameOrPath, BackboneLoadOptions options, CancellationToken cancellationToken)
    {
        NetworkWish wish = WishOf(options);
        if (nameOrPath.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return await OnnxBackbone.LoadAsync(nameOrPath, wish, cancellationToken).ConfigureAwait(false);
        }

        bool isKnown = ModuleCatalogue.TryFind(nameOrPath, out _) && !Path.Exists(nameOrPath);
        string path = await ModuleStore.ResolveAsync(
            nameOrPath,
            new ModuleStoreOptions
            {
                CacheFolder = options.ModuleCacheFolder,
                ModuleBaseUrl = options.ModuleBaseUrl,
                Notice = options.Notice ?? (_ => { })
            },
            options.DownloadProgress is { } report ? new RelayProgress<ModuleDownloadProgress>(p => report(p.Bytes, p.Total)) : null,
            cancellationToken).ConfigureAwait(false);
        if (NetworkOrigins.IsOnnx(path))
        {
            return await OnnxBackbone.LoadAsync(path, wish, cancellationToken).ConfigureAwait(false);
        }

        return await Task.Run(
            () => NetworkBackbone.From(NetworkOrigins.Open(path), nameOrPath, wish, isKnown ? CatalogueLicence : "unknown"),
            cancellationToken).ConfigureAwait(false);
    }

    private static NetworkWish WishOf(BackboneLoadOptions options)
    {
        int? size = options.ImageSize == 0 ? null : options.ImageSize;
        string? layer = string.IsNullOrEmpty(options.FeatureLayer) ? null : options.FeatureLayer;
        return new NetworkWish { Output = layer, Height = size, Width = size };
    }
}
