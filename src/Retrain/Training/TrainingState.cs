namespace Retrain.Training;

/// <summary>A run between two steps. Batches are functions of the step, so this is all that another process needs to go on.</summary>
/// <param name="NextStep">The step that comes next; so many are done.</param>
/// <param name="Learner">The head and its past.</param>
/// <param name="Best">The best head so far; <see langword="null"/>: none was judged.</param>
/// <param name="JudgementsSinceBest">How often a head was judged since then.</param>
/// <param name="Judged">Step and cross-entropy of each judgement.</param>
/// <param name="Evaluations">All evaluations so far.</param>
internal sealed record TrainingState(
    int NextStep,
    LearnerState Learner,
    BestHead? Best,
    int JudgementsSinceBest,
    IReadOnlyList<(int Step, float CrossEntropy)> Judged,
    IReadOnlyList<SgdEvaluation> Evaluations);
