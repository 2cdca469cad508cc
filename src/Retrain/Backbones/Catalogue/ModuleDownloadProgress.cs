namespace Retrain.Backbones.Catalogue;

/// <summary>How far a download is.</summary>
/// <param name="Bytes">Bytes of the archive that are here, those of earlier runs included.</param>
/// <param name="Total">Size of the archive in bytes; <see langword="null"/> where the server does not say it.</param>
internal readonly record struct ModuleDownloadProgress(long Bytes, long? Total);
