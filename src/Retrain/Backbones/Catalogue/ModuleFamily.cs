using System.Text.RegularExpressions;

namespace Retrain.Backbones.Catalogue;

/// <summary>A row of the catalogue: published networks that differ in nothing but what their names say.</summary>
/// <param name="Pattern">Name; each <c>{a,b}</c> stands for one of its words.</param>
/// <param name="InputSize">Side of the square input in pixels; <see langword="null"/>: the last number of the name.</param>
/// <param name="Features">Length of the feature vector.</param>
/// <param name="Versions">Versions in TF1 Hub format, oldest first.</param>
/// <param name="IsSizeVariable">Whether the newest of them takes other sizes too.</param>
/// <param name="IsQuantised">With fake quantisation: its kinds start with <c>quantops/</c>, and there is no TF2 form.</param>
/// <param name="HasClassification">Whether it is published with its 1,001 class scores too.</param>
/// <param name="Collection">What it was trained on, as the URL says it.</param>
internal sealed partial record ModuleFamily(
    string Pattern,
    int? InputSize,
    int Features,
    int[] Versions,
    bool IsSizeVariable,
    bool IsQuantised = false,
    bool HasClassification = true,
    string Collection = ModuleCatalogue.ImageNet)
{
    /// <summary>All modules of the row.</summary>
    public IEnumerable<CatalogueModule> Modules()
    {
        string[] tasks = HasClassification
            ? [CatalogueModule.FeatureVector, CatalogueModule.Classification]
            : [CatalogueModule.FeatureVector];
        return from name in Expand(Pattern)
               let size = InputSize ?? int.Parse(name[(name.LastIndexOf('_') + 1)..])
               from task in tasks
               select new CatalogueModule(Collection, name, task, IsQuantised, size, Features, Versions, IsSizeVariable);
    }

    private static IEnumerable<string> Expand(string pattern) =>
        Choice().Match(pattern) is { Success: true } choice
            ? from word in choice.Groups[1].Value.Split(',')
              from name in Expand(pattern[..choice.Index] + word + pattern[(choice.Index + choice.Length)..])
              select name
            : [pattern];

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Choice();
}
