using System.Security.Cryptography;
using System.Text;
using Retrain.Backbones;
using Retrain.Training;

namespace Retrain;

/// <summary>Tells trainings apart: two with the same identity end with the same weights.</summary>
internal static class RunIdentity
{
    /// <summary>A hash of the network, the photos with their contents and sets, and all options that training looks at.</summary>
    public static string Of(Backbone backbone, PreparedPhotos photos, RetrainOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        HeadRecipe recipe = options.RecipeFor(backbone);
        Add($"{backbone.Fingerprint}\n{recipe.Optimizer}\n{recipe.Sgd}\n{options.Distortions}\n{string.Join('\n', photos.Labels)}\n");
        IReadOnlyList<string> contents = photos.Summary.Bottlenecks.ContentHashes;
        for (int i = 0; i < photos.Photos.Count; i++)
        {
            Add($"{contents[i]} {(int)photos.Summary.Sets[i]} {photos.Photos[i].Class}\n");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
