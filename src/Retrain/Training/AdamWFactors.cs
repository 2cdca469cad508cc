namespace Retrain.Training;

/// <summary>What is the same for all weights in one step of AdamW; computed in double, then rounded.</summary>
/// <param name="Keep1">b1.</param>
/// <param name="Add1">1 - b1.</param>
/// <param name="Keep2">b2.</param>
/// <param name="Add2">1 - b2.</param>
/// <param name="Shrink">1 - rate * decay.</param>
/// <param name="Rate">rate / (1 - b1^n).</param>
/// <param name="Root">sqrt(1 - b2^n).</param>
internal readonly record struct AdamWFactors(
    float Keep1, float Add1, float Keep2, float Add2, float Shrink, float Rate, float Root)
{
    /// <summary>The factors of update n, counted from 1.</summary>
    public static AdamWFactors Of(double rate, double decay, int n) => new(
        (float)UpdateKernels.Beta1,
        (float)(1 - UpdateKernels.Beta1),
        (float)UpdateKernels.Beta2,
        (float)(1 - UpdateKernels.Beta2),
        (float)(1 - (rate * decay)),
        (float)(rate / (1 - Math.Pow(UpdateKernels.Beta1, n))),
        (float)Math.Sqrt(1 - Math.Pow(UpdateKernels.Beta2, n)));
}
