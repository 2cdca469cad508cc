using System.Collections.Frozen;

namespace Retrain.Backbones.Catalogue;

/// <summary>Archives whose content is known for certain.</summary>
internal static class ModulePins
{
    /// <summary>
    /// SHA-256 of the archive in hexadecimal, by URL as in <see cref="CatalogueModule.Url"/>. No source to trust gave one so far.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Known { get; } = FrozenDictionary<string, string>.Empty;
}
