namespace Retrain.Summaries;

/// <summary>
/// Tags of the original's merged summary (REFERENCE 6), spelled as TensorFlow 1.9 and later make them unique, and those of the test.
/// </summary>
internal static class SummaryTags
{
    public const string Weights = "final_retrain_ops/weights/summaries/";
    public const string Biases = "final_retrain_ops/biases/summaries/";
    public const string Mean = "mean_1";
    public const string Deviation = "stddev_1";
    public const string Max = "max_1";
    public const string Min = "min_1";
    public const string Distribution = "histogram";
    public const string Logits = "final_retrain_ops/Wx_plus_b/pre_activations";
    public const string Scores = "activations";
    public const string CrossEntropy = "cross_entropy_1";
    public const string Accuracy = "accuracy_1";

    public const string TestAccuracy = "test/accuracy";
    public const string Confusion = "test/confusion_matrix";
    public const string Mistakes = "test/misclassified_photos";
}
