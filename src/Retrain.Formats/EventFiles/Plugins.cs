namespace Retrain.Formats.EventFiles;

/// <summary>TensorBoard's names of its panels.</summary>
internal static class Plugins
{
    public const string Scalars = "scalars";
    public const string Histograms = "histograms";
    public const string Images = "images";
    public const string Text = "text";
    public const string HyperParameters = "hparams";
}
