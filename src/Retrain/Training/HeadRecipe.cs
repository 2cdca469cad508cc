namespace Retrain.Training;

/// <summary>All that decides, together with the features, which head comes out.</summary>
/// <param name="Optimizer">Which of the two trainers.</param>
/// <param name="Sgd">Settings of the one, with seed and class weights.</param>
/// <param name="Lbfgs">Settings of the other, with class weights.</param>
internal sealed record HeadRecipe(Optimizer Optimizer, SgdOptions Sgd, LbfgsOptions Lbfgs);
