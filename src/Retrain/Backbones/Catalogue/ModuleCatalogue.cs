using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Retrain.Foundation;

namespace Retrain.Backbones.Catalogue;

/// <summary>The image modules of TensorFlow Hub that <c>retrain.py</c> was made for (REFERENCE 8.5).</summary>
internal static partial class ModuleCatalogue
{
    /// <summary>Collection of the networks that were trained on ImageNet.</summary>
    public const string ImageNet = "imagenet";

    private const string INaturalist = "inaturalist";

    /// <summary>All families; a new one is a row here.</summary>
    public static IReadOnlyList<ModuleFamily> Families { get; } =
    [
        //  name                                                   size  features  versions   variable
        new("inception_v1",                                         224, 1024, [1, 3],    true),
        new("inception_v2",                                         224, 1024, [1, 3],    true),
        new("inception_v3",                                         299, 2048, [1, 3],    true),
        new("inception_resnet_v2",                                  299, 1536, [1, 3],    true),
        new("resnet_v1_{50,101,152}",                               224, 2048, [1, 3],    true),
        new("resnet_v2_{50,101,152}",                               224, 2048, [1, 3],    true),
        new("nasnet_mobile",                                        224, 1056, [1, 3],    false),
        new("nasnet_large",                                         331, 4032, [1, 3],    false),
        new("pnasnet_large",                                        331, 4320, [1, 2, 3], false),
        new("amoebanet_a_n18_f448",                                 331, 7168, [1],       false),
        new("mobilenet_v1_025_{128,160,192,224}",                  null,  256, [1, 3],    true),
        new("mobilenet_v1_050_{128,160,192,224}",                  null,  512, [1, 3],    true),
        new("mobilenet_v1_075_{128,160,192,224}",                  null,  768, [1, 3],    true),
        new("mobilenet_v1_100_{128,160,192,224}",                  null, 1024, [1, 3],    true),
        new("mobilenet_v1_025_{128,160,192,224}",                  null,  256, [1, 3],    false, IsQuantised: true),
        new("mobilenet_v1_050_{128,160,192,224}",                  null,  512, [1, 3],    false, IsQuantised: true),
        new("mobilenet_v1_075_{128,160,192,224}",                  null,  768, [1, 3],    false, IsQuantised: true),
        new("mobilenet_v1_100_{128,160,192,224}",                  null, 1024, [1, 3],    false, IsQuantised: true),
        new("mobilenet_v2_{035,050,075,100}_{96,128,160,192,224}", null, 1280, [1, 2, 3], false),
        new("mobilenet_v2_130_224",                                null, 1664, [1, 2, 3], false),
        new("mobilenet_v2_140_224",                                null, 1792, [1, 2, 3], false),
        new("inception_v3",                                         299, 2048, [1],       true, false, false, INaturalist),
    ];

    /// <summary>All modules of all families.</summary>
    public static IReadOnlyList<CatalogueModule> Modules { get; } = [.. Families.SelectMany(f => f.Modules())];

    /// <summary>
    /// Finds what a short name or one of the catalogue's URLs means. Short names are <c>NAME</c>, <c>NAME/KIND</c> or
    /// <c>NAME_KIND</c>, with <c>/VERSION</c> behind if wanted; also the words of the older <c>--architecture</c>, such as
    /// <c>mobilenet_0.50_160_quant</c>.
    /// </summary>
    /// <param name="text">What was typed.</param>
    /// <param name="address">A URL stays as it was typed, for caches go by its characters.</param>
    /// <exception cref="UsageException">The module is known, but not in that version.</exception>
    public static bool TryFind(string text, [NotNullWhen(true)] out ModuleAddress? address)
    {
        address = null;
        Match url = HubUrl().Match(text);
        Match parts = url.Success ? Name().Match(url.Groups["path"].Value) : Name().Match(text.Trim().ToLowerInvariant().Replace('-', '_'));
        if (!parts.Success || Find(parts) is not { } module)
        {
            return false;
        }

        int version = module.DefaultVersion;
        if (parts.Groups["version"] is { Success: true } typed)
        {
            version = int.Parse(typed.ValueSpan, NumberStyles.None);
            if (!module.AllVersions.Contains(version))
            {
                string known = string.Join(", ", module.AllVersions);
                throw new UsageException(
                    $"there is no version {version} of the module {module.ShortName}; its versions are {known}, so take for example "
                        + module.Url(module.DefaultVersion));
            }
        }
        else if (url.Success)
        {
            // TensorFlow Hub never had such addresses.
            return false;
        }

        address = new ModuleAddress(url.Success ? text : module.Url(version), module);
        return true;
    }

    /// <summary>The short name that a misspelt name or URL was probably meant to be; <see langword="null"/> if nothing is near.</summary>
    public static string? Nearest(string text)
    {
        string name = text.Trim().ToLowerInvariant().Replace('-', '_');
        name = HubUrl().Match(name) is { Success: true } url ? url.Groups["path"].Value : name;
        name = Ending().Replace(Beginning().Replace(name, ""), "");
        string written = Architecture().IsMatch(name) ? CurrentName(name) : name;
        (string best, int distance) = Modules
            .Select(m => (m.ShortName, NameDistance.Between(written, m.ShortName)))
            .MinBy(pair => pair.Item2);
        return distance <= Math.Max(2, written.Length / 3) ? best : null;
    }

    private static CatalogueModule? Find(Match parts)
    {
        string collection = parts.Groups["collection"] is { Success: true } typed ? typed.Value : ImageNet;
        string name = CurrentName(parts.Groups["name"].Value);
        string task = parts.Groups["task"] is { Success: true } kind ? kind.Value : CatalogueModule.FeatureVector;
        bool quantised = parts.Groups["quantised"].Success;
        return Modules.FirstOrDefault(m => m.Collection == collection && m.Name == name && m.Task == task && m.IsQuantised == quantised);
    }

    // mobilenet_0.50_160 and mobilenet_v1_0.5_160, the names of checkpoints, say the depth as a fraction.
    private static string CurrentName(string name)
    {
        if (Architecture().Match(name) is not { Success: true } old)
        {
            return name;
        }

        string generation = old.Groups["generation"] is { Success: true } typed ? typed.Value : "v1";
        decimal percent = 100 * decimal.Parse(old.Groups["depth"].ValueSpan, CultureInfo.InvariantCulture);
        return $"mobilenet_{generation}_{percent:000}{old.Groups["rest"].Value}";
    }

    [GeneratedRegex(
        @"^https?://(www\.)?tfhub\.dev/(?<path>google/(imagenet|inaturalist)/[^?#]*?)/?([?#].*)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex HubUrl();

    [GeneratedRegex(
        @"^(tfhub\.dev/)?(google/)?((?<collection>imagenet|inaturalist)/)?(?<name>[a-z0-9_.]+?)(?<quantised>[/_]quant(ops|ized)?)?"
        + @"([/_](?<task>feature_vector|classification))?(/(?<version>[0-9]{1,3}))?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(@"^(google/)?(imagenet/)?", RegexOptions.ExplicitCapture)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"(/feature_vector)?(/[0-9]{1,3})?/?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Ending();

    [GeneratedRegex(@"^mobilenet_((?<generation>v[12])_)?(?<depth>[01]\.[0-9]{1,2})(?<rest>_[0-9]+.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Architecture();
}
